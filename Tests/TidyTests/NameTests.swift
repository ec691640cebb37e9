import Testing

/// Words that say nothing, wherever they are in a name, with what to write instead.
private let bannedWords = [
    "Manager": "name what it does: `Supervisor`, `Registry`, `Pool`, or split it",
    "Handler": "name what it answers: `Route`, `Responder`, or a function",
    "Impl": "name what is special about it: `SQLiteStore`",
    "Helper": "put the function on the type that it is about",
    "Helpers": "put the functions on the types that they are about",
    "Util": "put the function on the type that it is about",
    "Utils": "put the functions on the types that they are about",
    "Utilities": "put the functions on the types that they are about",
    "Common": "name the concept that is shared, or move each part to its user",
]

/// Words that say nothing at the end of a name.
private let bannedSuffixes = [
    "Info": "name the thing itself: `Run`, not `RunInfo`",
    "Data": "name what the bytes are: `Body`, `Record`, `Snapshot`",
]

/// Names that a dependency asks for, each with the reason.
private let allowedNames: [String: String] = [:]

@Suite struct NameTests {
    /// `HTTPServerHandler` → `HTTP`, `Server`, `Handler`.
    static func words(_ name: String) -> [String] {
        var words: [String] = []
        let letters = Array(name)
        for (index, letter) in letters.enumerated() {
            let followsLower = index > 0 && !letters[index - 1].isUppercase
            let precedesLower = index > 0 && index + 1 < letters.count && letters[index + 1].isLowercase
            let begins = letter.isUppercase && (followsLower || precedesLower)
            if words.isEmpty || begins || !letter.isLetter { words.append("") }
            words[words.count - 1].append(letter)
        }
        return words
    }

    /// What to write instead of a name, if it is banned.
    static func advice(on name: String) -> String? {
        let words = words(name)
        if let word = words.first(where: { bannedWords[$0] != nil }), let advice = bannedWords[word] {
            return "`\(name)`: no `\(word)`, \(advice)"
        }
        guard let last = words.last, let advice = bannedSuffixes[last] else { return nil }
        return "`\(name)`: no `\(last)` at the end, \(advice)"
    }

    static func emptyTypeNames(_ file: SourceFile) -> [Violation] {
        file.declarations.filter { $0.kind != "extension" && allowedNames[$0.name] == nil }.compactMap { type in
            advice(on: type.name).map { Violation(file, line: file.tokens[type.index].line, $0) }
        }
    }

    static func emptyFileNames(_ file: SourceFile) -> [Violation] {
        let name = String(file.fileName.dropLast(".swift".count))
        return name.split(separator: "+").compactMap { part in
            guard allowedNames[String(part)] == nil else { return nil }
            return advice(on: String(part)).map { Violation(file, line: 1, "the file " + $0) }
        }
    }

    @Test func typeNamesSayWhatTheyAre() throws { expectNone(try Checkout.violations(of: Self.emptyTypeNames)) }
    @Test func fileNamesSayWhatIsInside() throws { expectNone(try Checkout.violations(of: Self.emptyFileNames)) }

    @Test func exceptionsAreNeeded() throws {
        let names = Set(try Checkout.swift.get().flatMap(\.declarations).map(\.name))
        #expect(Set(allowedNames.keys).isSubset(of: names), "delete the exceptions that are not needed any more")
    }

    @Test(arguments: [
        "RunManager", "HTTPServerHandler", "StoreImpl", "Helpers", "StringUtils", "CommonTypes", "RunInfo", "Data",
    ])
    func emptyNameFires(name: String) {
        #expect(Self.emptyTypeNames(SourceFile(path: "a.swift", text: "struct \(name)<T>: A {}")).count == 1)
        #expect(Self.emptyTypeNames(SourceFile(path: "a.swift", text: "typealias \(name) = Int")).count == 1)
        #expect(Self.emptyFileNames(SourceFile(path: "Sources/A/B+\(name).swift", text: "")).count == 1)
    }

    @Test(arguments: ["Implementation", "Database", "Information", "DataPage", "Uncommon", "Handle"])
    func otherNamePasses(name: String) {
        #expect(Self.emptyTypeNames(SourceFile(path: "a.swift", text: "class func f() {}\nenum \(name) {}")).isEmpty)
    }
}
