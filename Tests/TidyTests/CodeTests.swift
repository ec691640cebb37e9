import Testing

/// Where `Task` may be started outside of a task group, with the reason.
private let allowedTasks = [
    "Sources/APIClient/Client.swift": "the stream of events owns its one task and cancels it when its reader leaves",
    "Sources/Orchestration/Timer.swift": "the timer owns its one task and cancels it when it is set again or stopped",
    "Sources/Processes/Programs/LiveProgram.swift": "the program is its one task, which its owner cancels and awaits",
    "Sources/StorageSQLite/GroupCommitter.swift": "callers await the group; a caller must not be the one that drains",
]

/// Files of `Domain` with a `default:` over numbers or characters, where there is no enum to be exhaustive about.
private let allowedDefaults = [
    "Sources/Domain/Changes/ChangeEvent.swift": "exit statuses are numbers",
    "Sources/Domain/Identifier.swift": "the bytes of a name",
    "Sources/Domain/Instant.swift": "ranges of milliseconds",
]

@Suite struct CodeTests {
    static func leftovers(_ file: SourceFile) -> [Violation] {
        let banned: Set = ["TODO", "FIXME", "XXX", "HACK"]
        let inComments = file.comments.flatMap { line, comment in
            comment.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { (word: String($0), line: line) }
        }
        let inCode = file.tokens.map { (word: $0.text, line: $0.line) }
        return (inComments + inCode).filter { banned.contains($0.word) }.sorted { $0.line < $1.line }.map {
            Violation(file, line: $0.line, "\($0.word): do it now, or open an issue and delete the note")
        }
    }

    static func silentTries(_ file: SourceFile) -> [Violation] {
        file.tokens.indices.filter { file.text($0) == "try" && file.text($0 + 1) == "?" }.map { file.tokens[$0].line }
            .filter { file.comments[$0] == nil && file.comments[$0 - 1] == nil }
            .map { Violation(file, line: $0, "`try?` hides an error: handle it, or say why not in a comment here") }
    }

    static func detachedTasks(_ file: SourceFile) -> [Violation] {
        file.tokens.indices.filter { file.text($0) == "Task" && file.text($0 + 1) == "." }
            .filter { ["detached", "immediateDetached"].contains(file.text($0 + 2)) }
            .map { Violation(file, line: file.tokens[$0].line, "no detached tasks: add a child to a task group") }
    }

    /// In `Sources`; tests may start tasks, because they await them.
    static func looseTasks(_ file: SourceFile) -> [Violation] {
        guard file.target != nil else { return [] }
        return file.tokens.indices.filter { startsTask(file, at: $0) }.map {
            let advice = "a task without an owner: add a child to a task group, or list this file with a reason"
            return Violation(file, line: file.tokens[$0].line, advice)
        }
    }

    private static func startsTask(_ file: SourceFile, at index: Int) -> Bool {
        guard file.text(index) == "Task", file.text(index - 1) != "." else { return false }
        if file.text(index + 1) == ".", file.text(index + 2) == "immediate" { return true }
        // `Task<A, B>` is a type after `:` or `->`, and a start elsewhere.
        let isGeneric = file.text(index + 1) == "<"
        if isGeneric, [":", "->"].contains(file.text(index - 1)) { return false }
        let line = file.tokens[index].line
        let next = file.tokens[(index + 1)...].prefix { $0.line == line }.first { ["{", "("].contains($0.text) }
        return next != nil && (isGeneric || ["{", "(", "@"].contains(file.text(index + 1).prefix(1)))
    }

    static func defaults(_ file: SourceFile) -> [Violation] {
        guard file.target == "Domain" else { return [] }
        return file.tokens.indices.filter { file.text($0) == "default" && file.text($0 + 1) == ":" }
            .filter { !["(", ",", "["].contains(file.text($0 - 1)) }
            .map {
                let advice = "no `default:` in Domain: name each case, so that a new one asks for its rule"
                return Violation(file, line: file.tokens[$0].line, advice)
            }
    }

    static func undocumentedTypes(_ file: SourceFile) -> [Violation] {
        guard file.target != nil else { return [] }
        return file.declarations.filter { !["extension", "typealias"].contains($0.kind) }.compactMap { type in
            guard let start = startOfPublic(file, before: type.index) else { return nil }
            let line = file.tokens[start].line
            guard file.comments[line - 1]?.hasPrefix("///") != true else { return nil }
            return Violation(file, line: line, "`\(type.name)` is public: say in one `///` sentence above what it is")
        }
    }

    /// The first token of the modifiers and attributes before a keyword; nil when it is not public.
    private static func startOfPublic(_ file: SourceFile, before keyword: Int) -> Int? {
        let modifiers: Set = ["public", "open", "final", "indirect", "nonisolated", "distributed"]
        var start = keyword
        var isPublic = false
        while start > 0 {
            let text = file.text(start - 1)
            if text == ")", let open = (0..<start).last(where: { file.partner($0) == start - 1 }),
                file.text(open - 1).hasPrefix("@")
            {
                start = open - 1
            } else if modifiers.contains(text) || text.hasPrefix("@") {
                isPublic = isPublic || text == "public" || text == "open"
                start -= 1
            } else {
                break
            }
        }
        return isPublic ? start : nil
    }

    @Test func nothingIsLeftOver() throws { expectNone(try Checkout.violations(of: Self.leftovers)) }
    @Test func ignoredErrorsAreExplained() throws { expectNone(try Checkout.violations(of: Self.silentTries)) }
    @Test func noTaskIsDetached() throws { expectNone(try Checkout.violations(of: Self.detachedTasks)) }

    @Test func tasksHaveOwners() throws {
        expectNone(try Checkout.violations(of: Self.looseTasks), except: allowedTasks)
    }

    @Test func switchesInDomainNameEachCase() throws {
        expectNone(try Checkout.violations(of: Self.defaults), except: allowedDefaults)
    }

    @Test func publicTypesAreDocumented() throws { expectNone(try Checkout.violations(of: Self.undocumentedTypes)) }
}
