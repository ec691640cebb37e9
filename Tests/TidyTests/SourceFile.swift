/// A Swift file of the repository, read once, with what the rules ask about it.
struct SourceFile {
    /// A type or an extension, with the tokens of its body.
    struct Declaration {
        let kind: String
        let name: String
        /// The token of the keyword.
        let index: Int
        /// The tokens of the braces; nil for a type alias.
        let body: ClosedRange<Int>?
    }

    struct Function {
        let name: String
        let line: Int
        let lastLine: Int
        let parameters: Int
        /// What it is declared in: `struct`, `extension`, …; nil at file scope.
        let owner: String?
    }

    /// Relative to the root of the repository.
    let path: String
    let lines: [Substring]
    let tokens: [Token]
    let comments: [Int: String]
    let declarations: [Declaration]
    private let partners: [Int: Int]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let lexer = Lexer(text)
        tokens = lexer.tokens
        comments = lexer.comments
        partners = SourceFile.partners(of: lexer.tokens)
        declarations = SourceFile.declarations(in: lexer.tokens, partners)
    }

    /// `Domain` in `Sources/Domain/Tickets/Ticket.swift`; nil outside `Sources`.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    var fileName: String { String(path.split(separator: "/").last ?? "") }

    /// The text of a token, or nothing outside the file.
    func text(_ index: Int) -> String { tokens.indices.contains(index) ? tokens[index].text : "" }

    func lineCount(of body: ClosedRange<Int>, from index: Int) -> Int {
        tokens[body.upperBound].line - tokens[index].line + 1
    }

    /// The token that closes the bracket at `index`.
    func partner(_ index: Int) -> Int? { partners[index] }

    var functions: [Function] {
        tokens.indices.compactMap { index in
            switch text(index) {
            case "func": function(at: index, name: text(index + 1))
            case "init" where text(index - 1) != ".": function(at: index, name: "init")
            default: nil
            }
        }
    }

    private func function(at index: Int, name: String) -> Function? {
        guard let open = tokens[index...].firstIndex(where: { $0.text == "(" }), let close = partners[open] else {
            return nil
        }
        let last = bodyEnd(after: close) ?? close
        let owner = declarations.last { $0.body?.contains(index) ?? false }
        return Function(
            name: name, line: tokens[index].line, lastLine: tokens[last].line,
            parameters: countOfParameters(open: open, close: close), owner: owner?.kind)
    }

    /// The brace that ends a function's body; nil for a requirement of a protocol.
    private func bodyEnd(after close: Int) -> Int? {
        let nextDeclaration: Set = [
            "func", "var", "init", "static", "mutating", "nonisolated", "consuming", "borrowing", "subscript",
            "associatedtype", "typealias", "}",
        ]
        var index = close + 1
        while index < tokens.count {
            if text(index) == "{" { return partners[index] }
            let isOnNewLine = tokens[index].line > tokens[index - 1].line
            if isOnNewLine, nextDeclaration.contains(text(index)) || text(index).hasPrefix("@") { return nil }
            index += 1
        }
        return nil
    }

    private func countOfParameters(open: Int, close: Int) -> Int {
        var count = 0
        var angles = 0
        var index = open + 1
        var isEmpty = true
        while index < close {
            if isEmpty {
                isEmpty = false
                count += 1
            }
            switch text(index) {
            case "(", "[", "{": index = partners[index] ?? index
            case "<": angles += 1
            case ">": angles -= 1
            case "," where angles == 0: isEmpty = true
            default: break
            }
            index += 1
        }
        return count
    }

    private static func partners(of tokens: [Token]) -> [Int: Int] {
        var open: [Int] = []
        var partners: [Int: Int] = [:]
        for (index, token) in tokens.enumerated() {
            if ["(", "[", "{"].contains(token.text) { open.append(index) }
            if [")", "]", "}"].contains(token.text), let start = open.popLast() { partners[start] = index }
        }
        return partners
    }

    private static func declarations(in tokens: [Token], _ partners: [Int: Int]) -> [Declaration] {
        let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "extension", "typealias"]
        let notNames: Set = ["func", "var", "let", "subscript", "in"]
        return tokens.indices.compactMap { index in
            let kind = tokens[index].text
            guard kinds.contains(kind), index + 2 < tokens.count, tokens[index + 1].isWord else { return nil }
            guard !notNames.contains(tokens[index + 1].text), tokens[index + 1].line == tokens[index].line else {
                return nil
            }
            if index > 0, [".", "import"].contains(tokens[index - 1].text) { return nil }
            var name = tokens[index + 1].text
            var next = index + 2
            while next + 1 < tokens.count, tokens[next].text == ".", tokens[next + 1].isWord {
                name += "." + tokens[next + 1].text
                next += 2
            }
            if kind == "typealias" { return Declaration(kind: kind, name: name, index: index, body: nil) }
            guard [":", "{", "<", "where"].contains(tokens[next].text),
                let open = tokens[next...].firstIndex(where: { $0.text == "{" }), let close = partners[open]
            else { return nil }
            return Declaration(kind: kind, name: name, index: index, body: open...close)
        }
    }
}
