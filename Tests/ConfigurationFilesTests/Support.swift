import ConfigurationFiles
import Domain
import Foundation
import Testing

/// A workspace in a temporary folder that goes away with it.
final class TemporaryWorkspace {
    let root: String

    init(_ files: [String: String] = [:]) throws {
        let made = FileManager.default.temporaryDirectory.path + "/skein-conf-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: made, withIntermediateDirectories: true)
        guard let resolved = realpath(made, nil) else { throw CocoaError(.fileNoSuchFile) }
        defer { free(resolved) }
        root = String(cString: resolved)
        for (name, text) in files { try write(name, text) }
    }

    // A folder that stays behind in the temporary folder harms no test.
    deinit { try? FileManager.default.removeItem(atPath: root) }

    func path(_ name: String) -> String { root + "/" + name }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ bytes: Data) throws {
        let folder = (path(name) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try bytes.write(to: URL(fileURLWithPath: path(name)))
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    func load(_ programs: ProgramLookup = .anything) throws -> Domain.Configuration {
        try ConfigurationFiles.load(WorkspaceFolder(root: root), programs: programs)
    }

    /// What loading complains of, one error a line, with the folder as `ROOT`; empty when it loads.
    func complaints(_ programs: ProgramLookup = .anything) throws -> String {
        do {
            _ = try load(programs)
            return ""
        } catch let errors as ConfigurationErrors {
            return errors.description.replacing(root, with: "ROOT")
        }
    }

    var everything: [String] {
        get throws { try FileManager.default.subpathsOfDirectory(atPath: root).sorted() }
    }
}

extension ProgramLookup {
    static let anything = ProgramLookup { _, _ in true }
    /// Only `make`, wherever it is asked for.
    static let makeOnly = ProgramLookup { program, _ in program == "make" }
}

/// A file that loads, to which a test adds what it is about.
let smallest = """
    projects:
      web:
        path: .
        target: main
        gates: { test: [make, test] }

    """

/// Complaints about `skein.yaml` with these texts, in a folder that has nothing else.
func complaints(yaml: String, agents: [String: String] = [:]) throws -> String {
    let files = Dictionary(uniqueKeysWithValues: agents.map { ("agents/\($0).md", $1) })
    let workspace = try TemporaryWorkspace(files.merging(["skein.yaml": yaml]) { $1 })
    return try workspace.complaints()
}

/// Complaints about `agents/ada.md` with these lines of front matter.
func complaints(frontMatter: String) throws -> String {
    try complaints(yaml: smallest, agents: ["ada": "---\n\(frontMatter)\n---\nWork.\n"])
}

/// One file and exactly what must be said of it.
struct Complaint: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: String

    /// The sentence may be given in pieces.
    init(_ text: String, _ expected: String...) {
        self.text = text
        self.expected = expected.joined()
    }

    var testDescription: String { expected }
}
