import Foundation

/// What a repository's own files say of how it is tested.
struct GateGuess: Hashable {
    let gate: [String]
    /// Build caches that are worth keeping between gates.
    let keep: [String]
    /// What a person must know about the gate, for a comment.
    var note: String?

    /// The first that fits; nil when nothing known is there.
    ///
    /// A `test:` target of a Makefile comes first: people wrote it for exactly this.
    static func of(_ repository: String) -> GateGuess? {
        let keep = known.filter { exists($0.file, repository) }.flatMap(\.guess.keep)
        if hasTestTarget(repository) { return GateGuess(gate: ["make", "test"], keep: keep) }
        return known.first { $0.isFitting(repository) }?.guess
    }

    private struct Sign: Sendable {
        let file: String
        let guess: GateGuess
        var isFitting: @Sendable (String) -> Bool

        init(_ file: String, _ guess: GateGuess, _ isFitting: (@Sendable (String) -> Bool)? = nil) {
            self.file = file
            self.guess = guess
            self.isFitting = isFitting ?? { GateGuess.exists(file, $0) }
        }
    }

    private static let known: [Sign] = [
        Sign("Package.swift", GateGuess(gate: ["swift", "test"], keep: [".build"])),
        Sign("Cargo.toml", GateGuess(gate: ["cargo", "test"], keep: ["target"])),
        Sign("go.mod", GateGuess(gate: ["go", "test", "./..."], keep: [])),
        Sign("package.json", npm, hasTestScript),
        Sign("pyproject.toml", pytest),
        Sign("pytest.ini", pytest),
    ]

    private static let npm = GateGuess(
        gate: ["npm", "test"], keep: ["node_modules"],
        note: "Gates run in a clean checkout. If the tests need packages, add a gate above: install: [npm, ci]")
    private static let pytest = GateGuess(
        gate: ["python3", "-m", "pytest", "-q"], keep: [".venv"],
        note: "Gates run in a clean checkout: python3 must find pytest and what the tests import.")

    private static func exists(_ file: String, _ repository: String) -> Bool {
        Paths.kind(Paths.join(repository, file)) == .file
    }

    private static func hasTestTarget(_ repository: String) -> Bool {
        ["GNUmakefile", "makefile", "Makefile"].contains { file in
            guard let text = read(file, repository) else { return false }
            return text.split { $0.isNewline }.contains { $0.hasPrefix("test:") || $0.hasPrefix("test :") }
        }
    }

    @Sendable private static func hasTestScript(_ repository: String) -> Bool {
        struct Package: Decodable { let scripts: [String: String]? }
        guard let text = read("package.json", repository),
            // A package.json that npm cannot read either gives no guess.
            let package = try? JSONDecoder().decode(Package.self, from: Data(text.utf8)),
            let script = package.scripts?["test"]
        else { return false }
        return !script.contains("no test specified")
    }

    /// A guess needs no error: a file that cannot be read says nothing.
    private static func read(_ file: String, _ repository: String) -> String? {
        // Not there or not readable: no guess.
        try? TextFile.read(file, in: repository)
    }
}
