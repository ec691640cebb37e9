import Testing

/// Files that may be longer than 400 lines (never than 600), each with the reason.
private let allowedLongFiles: [String: String] = [:]

@Suite struct SizeTests {
    static func longFiles(_ file: SourceFile, limit: Int = 400) -> [Violation] {
        let count = file.lines.count - (file.lines.last?.isEmpty == true ? 1 : 0)
        guard count > limit else { return [] }
        return [Violation(file, line: count, "\(count) lines, the limit is \(limit): split it by concept")]
    }

    static func longFunctions(_ file: SourceFile) -> [Violation] {
        file.functions.compactMap { function in
            let count = function.lastLine - function.line + 1
            guard count > 70 else { return nil }
            let advice = "`\(function.name)` has \(count) lines, the limit is 70: name its steps as functions"
            return Violation(file, line: function.line, advice)
        }
    }

    static func longLines(_ file: SourceFile) -> [Violation] {
        file.lines.enumerated().filter { $1.utf8.count > 120 && $1.count > 120 }.map { index, line in
            Violation(file, line: index + 1, "\(line.count) columns, the limit is 120: break the line")
        }
    }

    /// Initialisers of values carry one parameter for each property; everything else takes five at most.
    static func manyParameters(_ file: SourceFile) -> [Violation] {
        file.functions.compactMap { function in
            let isOfValue = function.name == "init" && ["struct", "enum", "extension"].contains(function.owner)
            guard function.parameters > 5, !isOfValue else { return nil }
            let advice =
                "`\(function.name)` takes \(function.parameters) parameters, the limit is 5: group them in a type"
            return Violation(file, line: function.line, advice)
        }
    }

    static func widePorts(_ file: SourceFile) -> [Violation] {
        file.declarations.filter { $0.kind == "protocol" }.compactMap { port in
            guard let body = port.body else { return nil }
            let methods = body.count { file.text($0) == "func" }
            guard methods > 5 else { return nil }
            let advice = "the port \(port.name) has \(methods) methods, the limit is 5: split it by who calls it"
            return Violation(file, line: file.tokens[port.index].line, advice)
        }
    }

    /// An actor counts with its extensions in the same target.
    static func longActors(_ files: [SourceFile]) -> [Violation] {
        var violations: [Violation] = []
        for file in files {
            for actor in file.declarations where actor.kind == "actor" {
                let count = files.filter { $0.target == file.target }.flatMap { other in
                    other.declarations.filter { $0.name == actor.name && ["actor", "extension"].contains($0.kind) }
                        .compactMap { part in part.body.map { other.lineCount(of: $0, from: part.index) } }
                }.reduce(0, +)
                guard count > 200 else { continue }
                let advice =
                    "the actor \(actor.name) has \(count) lines, the limit is 200: "
                    + "move its rules into a value type that returns actions"
                violations.append(Violation(file, line: file.tokens[actor.index].line, advice))
            }
        }
        return violations
    }

    static func fullFolders(_ paths: [String]) -> [Violation] {
        let code = paths.filter { $0.hasPrefix("Sources/") || $0.hasPrefix("Tests/") }
        let folders = Dictionary(grouping: code) { $0.split(separator: "/").dropLast().joined(separator: "/") }
        return folders.filter { $1.count > 15 }.sorted { $0.key < $1.key }.map { folder, files in
            Violation(path: folder, line: 1, "\(files.count) files, the limit is 15: give a noun its own folder")
        }
    }

    @Test func filesAreShort() throws {
        let long = try Checkout.violations { Self.longFiles($0) }
        expectNone(long, except: allowedLongFiles)
        expectNone(try Checkout.violations { Self.longFiles($0, limit: 600) })
    }

    @Test func functionsAreShort() throws { expectNone(try Checkout.violations(of: Self.longFunctions)) }
    @Test func linesAreShort() throws { expectNone(try Checkout.violations(of: Self.longLines)) }
    @Test func parametersAreFew() throws { expectNone(try Checkout.violations(of: Self.manyParameters)) }
    @Test func portsAreNarrow() throws { expectNone(try Checkout.violations(of: Self.widePorts)) }
    @Test func actorsAreShort() throws { expectNone(Self.longActors(try Checkout.swift.get())) }
    @Test func foldersAreSmall() { expectNone(Self.fullFolders(Checkout.paths)) }
}
