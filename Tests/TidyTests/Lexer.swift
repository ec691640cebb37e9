/// A word, a symbol, or `""` in place of a string or regex literal.
struct Token {
    let text: String
    let line: Int

    var isWord: Bool { text.utf8.first.map(Lexer.isWordByte) ?? false }
}

/// Cuts Swift into tokens and comments: as much of the grammar as the rules of this suite need.
struct Lexer {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    private(set) var tokens: [Token] = []
    /// Comments by line; one that spans lines is under each of them.
    private(set) var comments: [Int: String] = [:]

    init(_ text: String) {
        bytes = Array(text.utf8)
        while position < bytes.count { step() }
    }

    static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...: true
        default: "_@#$`".utf8.contains(byte)
        }
    }

    private mutating func step() {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "\n"): newline()
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
        case UInt8(ascii: "\""): skipString(hashes: 0)
        case UInt8(ascii: "#") where literalHashes() > 0: skipHashedLiteral()
        case UInt8(ascii: "/") where isNext("//"): lineComment()
        case UInt8(ascii: "/") where isNext("/*"): blockComment()
        case UInt8(ascii: "/") where startsRegex(): skipRegex(end: "/")
        case UInt8(ascii: "-") where isNext("->"): symbol(length: 2)
        case _ where Lexer.isWordByte(byte): word()
        default: symbol(length: 1)
        }
    }

    private func isNext(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func newline() {
        line += 1
        position += 1
    }

    private mutating func symbol(length: Int) {
        append(String(decoding: bytes[position..<position + length], as: UTF8.self))
        position += length
    }

    private mutating func word() {
        let start = position
        while position < bytes.count, Lexer.isWordByte(bytes[position]) { position += 1 }
        append(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func append(_ text: String) { tokens.append(Token(text: text, line: line)) }

    // MARK: Comments

    private mutating func lineComment() {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        comments[line, default: ""] += String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func blockComment() {
        var depth = 0
        var start = position
        repeat {
            if isNext("/*") {
                depth += 1
                position += 2
            } else if isNext("*/") {
                depth -= 1
                position += 2
            } else if bytes[position] == UInt8(ascii: "\n") {
                comments[line, default: ""] += String(decoding: bytes[start..<position], as: UTF8.self)
                newline()
                start = position
            } else {
                position += 1
            }
        } while depth > 0 && position < bytes.count
        comments[line, default: ""] += String(decoding: bytes[start..<position], as: UTF8.self)
    }

    // MARK: Literals

    /// How many `#` stand here before a quote or a slash; 0 when this is no literal.
    private func literalHashes() -> Int {
        let hashes = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
        let next = position + hashes
        guard next < bytes.count else { return 0 }
        return bytes[next] == UInt8(ascii: "\"") || bytes[next] == UInt8(ascii: "/") ? hashes : 0
    }

    private mutating func skipHashedLiteral() {
        let hashes = literalHashes()
        position += hashes
        if bytes[position] == UInt8(ascii: "\"") {
            skipString(hashes: hashes)
        } else {
            skipRegex(end: "/" + String(repeating: "#", count: hashes))
        }
    }

    private mutating func skipString(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        let quotes = isNext("\"\"\"") ? "\"\"\"" : "\""
        append("\"\"")
        position += quotes.utf8.count
        while position < bytes.count, !isNext(quotes + fence) {
            if isNext("\\" + fence + "(") {
                position += 2 + hashes
                skipInterpolation()
            } else if isNext("\\" + fence) {
                position += 1 + hashes
                if position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            } else if bytes[position] == UInt8(ascii: "\n") {
                newline()
            } else {
                position += 1
            }
        }
        position += quotes.utf8.count + hashes
    }

    /// Reads code up to the parenthesis that closes the interpolation, and forgets its tokens.
    private mutating func skipInterpolation() {
        let kept = tokens.count
        var depth = 1
        while position < bytes.count, depth > 0 {
            let before = tokens.count
            step()
            guard tokens.count > before, let last = tokens.last else { continue }
            if last.text == "(" { depth += 1 }
            if last.text == ")" { depth -= 1 }
        }
        tokens.removeSubrange(kept...)
    }

    /// A bare slash begins a regex where no operand can stand before it and no space follows.
    private func startsRegex() -> Bool {
        guard position + 1 < bytes.count, bytes[position + 1] != UInt8(ascii: " ") else { return false }
        return tokens.last.map { ["(", ",", "=", ":", "[", "{", "return"].contains($0.text) } ?? true
    }

    private mutating func skipRegex(end: String) {
        append("\"\"")
        position += 1
        while position < bytes.count, !isNext(end) {
            if bytes[position] == UInt8(ascii: "\n") {
                newline()
            } else {
                position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
            }
        }
        position += end.utf8.count
    }
}
