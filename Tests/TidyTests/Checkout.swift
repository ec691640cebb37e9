import Foundation
import Testing

/// A place that breaks a rule, and what to do about it.
struct Violation: CustomStringConvertible {
    let path: String
    let line: Int
    let advice: String

    init(_ file: SourceFile, line: Int, _ advice: String) {
        self.init(path: file.path, line: line, advice)
    }

    init(path: String, line: Int, _ advice: String) {
        self.path = path
        self.line = line
        self.advice = advice
    }

    var description: String { "\(path):\(line): \(advice)" }
}

/// What is wrong: a line for each violation, and for each exception that is not needed any more.
func complaints(_ violations: [Violation], except allowed: [String: String]) -> [String] {
    let unused = Set(allowed.keys).subtracting(violations.map(\.path)).sorted()
    return violations.filter { allowed[$0.path] == nil }.map(\.description)
        + unused.map { "\($0): is excepted from this rule, and does not need it any more: delete the exception" }
}

/// Fails with all complaints; `allowed` has files that may break the rule, each with the reason.
func expectNone(
    _ violations: [Violation], except allowed: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let list = complaints(violations, except: allowed).joined(separator: "\n")
    let isTidy = list.isEmpty
    #expect(isTidy, "\(list)", sourceLocation: sourceLocation)
}

/// The repository that is being looked at.
enum Checkout {
    /// `SKEIN_ROOT`, or the folder three levels above this file.
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["SKEIN_ROOT"] { return URL(filePath: path) }
        return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }()

    /// All files but hidden ones and those of hidden folders (builds, git, state), relative to the root, sorted.
    static let paths: [String] = {
        guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
        var paths: [String] = []
        while let path = walk.nextObject() as? String {
            if path.split(separator: "/").last?.hasPrefix(".") == true {
                walk.skipDescendants()
            } else if walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
                paths.append(path)
            }
        }
        return paths.sorted()
    }()

    static func read(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    static let swift: Result<[SourceFile], any Error> = Result {
        try paths.filter { $0.hasSuffix(".swift") && ($0.hasPrefix("Sources/") || $0.hasPrefix("Tests/")) }
            .map { SourceFile(path: $0, text: try read($0)) }
    }

    /// What a rule says of all Swift files.
    static func violations(of rule: (SourceFile) -> [Violation]) throws -> [Violation] {
        try swift.get().flatMap(rule)
    }
}

@Suite struct CheckoutTests {
    /// A rule over no files would pass: the walk must have found the repository.
    @Test func findsTheSources() throws {
        let targets = Set(try Checkout.swift.get().compactMap(\.target))
        #expect(targets.isSuperset(of: ["Domain", "Wire", "Shim"]), "set SKEIN_ROOT to the root of the repository")
        #expect(Set(Checkout.paths).isSuperset(of: ["Package.swift", "Makefile", "CONTRIBUTING.md"]))
        #expect(Checkout.paths.allSatisfy { !$0.hasPrefix(".") && !$0.contains("/.") })
    }

    @Test func complainsOfViolationsAndUnusedExceptions() {
        let violations = [Violation(path: "a", line: 1, "no"), Violation(path: "b", line: 2, "no")]
        let allowed = ["b": "because", "c": "because"]
        #expect(complaints(violations, except: allowed).map { $0.prefix(2) } == ["a:", "c:"])
    }

    @Test func lexerLeavesOutWhatIsNotCode() {
        let file = SourceFile(
            path: "a.swift",
            text:
                ##"let a = "func \(b + "}" + c) {"; let r = /a{2}\//; let s = #"\"#; /* x /* y */ { */ f(1 / 2) // z"##)
        #expect(
            file.tokens.map(\.text).joined(separator: " ")
                == #"let a = "" ; let r = "" ; let s = "" ; f ( 1 / 2 )"#)
        #expect(file.comments[1] == "/* x /* y */ { */// z")
    }

    @Test func lexerCountsLinesInLiterals() {
        let text = "let a = \"\"\"\n    one \\\n    \\(two(\n        3))\n    \"\"\"\n/* a\nb */ let b = 1"
        let file = SourceFile(path: "a.swift", text: text)
        #expect(file.tokens.last?.line == 7)
        #expect(file.comments[6] == "/* a")
        #expect(file.comments[7] == "b */")
    }
}
