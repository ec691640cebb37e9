import Foundation
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
    ) throws -> Outcome {
        try run(path, arguments, in: folder, input: input, environment: environment)
    }

    /// Runs `program` to its end, at most 30 s, with what it prints in files: a pipe could fill up.
    static func run(
        _ program: String, _ arguments: [String], in folder: String, input: Data? = nil,
        environment: [String: String]? = nil
    ) throws -> Outcome {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("skein-call-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }  // a temporary folder may stay
        let files = try ["in", "out", "err"].map { name in
            let url = scratch.appendingPathComponent(name)
            try (name == "in" ? input ?? Data() : Data()).write(to: url)
            return try FileHandle(forUpdating: url)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = environment ?? ProcessInfo.processInfo.environment
        (process.standardInput, process.standardOutput, process.standardError) = (files[0], files[1], files[2])
        try process.run()
        let watchdog = DispatchWorkItem { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        DispatchQueue.global().asyncAfter(deadline: .now() + 30, execute: watchdog)
        process.waitUntilExit()
        watchdog.cancel()
        let texts = try ["out", "err"].map { name in
            String(decoding: try Data(contentsOf: scratch.appendingPathComponent(name)), as: UTF8.self)
        }
        return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}

/// A temporary folder with a real git repository, gone when the test ends.
final class Yard {
    let root: String
    var repository: String { "\(root)/shop" }

    init(makefile: Bool = true) throws {
        root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path + "/skein-cli-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: repository, withIntermediateDirectories: true)
        try git("init", "-q", "-b", "main")
        try write("hello\n", to: "README.md")
        if makefile { try write("test:\n\t@grep -q hello README.md\n", to: "Makefile") }
        try git("add", "-A")
        try git("commit", "-q", "-m", "one")
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
    func git(_ arguments: String...) throws -> String {
        let who = ["-c", "user.name=U", "-c", "user.email=u@example.org"]
        let outcome = try Binary.run("/usr/bin/env", ["git"] + who + arguments, in: repository)
        try #require(outcome.status == 0, "\(outcome)")
        return outcome.output
    }

    func skein(
        _ arguments: String..., input: Data? = nil, environment: [String: String]? = nil
    ) throws
        -> Binary.Outcome
    {
        try Binary.run(arguments, in: repository, input: input, environment: environment)
    }

    /// References, index, files and configuration: what bad input must leave as it is.
    func fingerprint() throws -> String {
        let references = try git("for-each-ref") + git("status", "--porcelain") + git("rev-parse", "HEAD")
        let names = try FileManager.default.subpathsOfDirectory(atPath: repository).sorted()
            .filter { !$0.hasPrefix(".git/") && !$0.hasPrefix(".skein") }
        let files = names.map { name in
            "\(name) \(FileManager.default.contents(atPath: "\(repository)/\(name)")?.hashValue ?? 0)"
        }
        return references + files.joined(separator: "\n")
    }
}
