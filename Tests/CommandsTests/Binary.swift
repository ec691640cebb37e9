import Foundation
import Processes
import Testing

/// The built `skein`, run as a user runs it.
struct Binary {
    /// What one call printed and how it ended.
    struct Outcome: CustomStringConvertible {
        let status: Int32
        let output: String
        let errors: String

        var description: String { "status \(status)\n--- stdout\n\(output)\n--- stderr\n\(errors)" }

        /// Standard output as JSON; fails the test when it is anything else.
        func json() throws -> Any {
            try JSONSerialization.jsonObject(with: Data(output.utf8), options: [.fragmentsAllowed])
        }

        func fields() throws -> [String: Any] { try #require(try json() as? [String: Any]) }
    }

    /// Beside the test bundle, in the same build folder.
    static let path: String = {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let arguments = CommandLine.arguments.compactMap { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        let places = arguments + [bundle.path]
        return places.map { "\($0)/skein" }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "skein"
    }()

    /// Runs `skein` to its end.
    static func run(
        _ arguments: [String], in folder: String, input: Data? = nil, environment: [String: String]? = nil
    ) async throws -> Outcome {
        try await run(path, arguments, in: folder, input: input, environment: environment)
    }

    /// Runs `program` to its end, at most 30 s.
    static func run(
        _ program: String, _ arguments: [String], in folder: String, input: Data? = nil,
        environment: [String: String]? = nil
    ) async throws -> Outcome {
        let call = Program(
            program, arguments, in: folder, environment: environment ?? ProcessInfo.processInfo.environment)
        let finished = try await call.run(input: input.map(Array.init) ?? [], timeout: .seconds(30))
        try #require(!finished.timedOut, "no end after 30 s: \(arguments)")
        let status: Int32
        switch finished.status {
        case .exited(let code): status = code
        case .signaled(let signal): status = 128 + signal
        }
        return Outcome(
            status: status, output: String(decoding: finished.output, as: UTF8.self),
            errors: String(decoding: finished.errors, as: UTF8.self))
    }
}

/// A temporary folder with a real git repository, gone when the test ends.
final class Yard {
    let root: String
    var repository: String { "\(root)/shop" }

    init(makefile: Bool = true) async throws {
        root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/skein-cli-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: repository, withIntermediateDirectories: true)
        try await git("init", "-q", "-b", "main")
        try write("hello\n", to: "README.md")
        if makefile { try write("test:\n\t@grep -q hello README.md\n", to: "Makefile") }
        try await git("add", "-A")
        try await git("commit", "-q", "-m", "one")
    }

    deinit {
        try? FileManager.default.removeItem(atPath: root)  // a temporary folder may stay
    }

    func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        let path = "\(repository)/\(name)"
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    /// An agent beside the repository; returns its path.
    func agent(_ script: String) throws -> String {
        try write("#!/bin/sh\n\(script)\n", to: "../agent", mode: 0o755)
        return "\(root)/agent"
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let who = ["-c", "user.name=U", "-c", "user.email=u@example.org"]
        let outcome = try await Binary.run("/usr/bin/env", ["git"] + who + arguments, in: repository)
        try #require(outcome.status == 0, "\(outcome)")
        return outcome.output
    }

    func skein(
        _ arguments: String..., input: Data? = nil, environment: [String: String]? = nil
    ) async throws
        -> Binary.Outcome
    {
        try await Binary.run(arguments, in: repository, input: input, environment: environment)
    }

    /// References, index, files and configuration: what bad input must leave as it is.
    func fingerprint() async throws -> String {
        let references = try await git("for-each-ref") + git("status", "--porcelain") + git("rev-parse", "HEAD")
        let names = try FileManager.default.subpathsOfDirectory(atPath: repository).sorted()
            .filter { !$0.hasPrefix(".git/") && !$0.hasPrefix(".skein") }
        let files = names.map { name in
            "\(name) \(FileManager.default.contents(atPath: "\(repository)/\(name)")?.hashValue ?? 0)"
        }
        return references + files.joined(separator: "\n")
    }
}
