import Foundation
import Processes
import Testing

/// A workspace as people have it: files, and the built `skein` that serves them, with agents that are real programs.
struct ServedShop: Sendable {
    let root: String
    private var repository: String { "\(root)/shop" }
    private var recordings: String { "\(root)/asked" }

    /// Serves it while `body` runs, with `ada` as its only agent.
    ///
    /// - Parameter files: more files of the workspace, by path.
    /// - Parameter keys: more lines of the agent's front matter.
    static func with(
        _ subject: Subject, files: [String: String] = [:], keys: String = "",
        _ body: @escaping @Sendable (ServedShop) async throws -> Void
    ) async throws {
        try await with([Member("ada", subject, keys: keys)], files: files, body)
    }

    /// Serves it while `body` runs; no person is there to answer what the agents ask.
    ///
    /// - Parameter yaml: what `skein.yaml` has beside the project.
    static func with(
        _ members: [Member], files: [String: String] = [:], yaml: String = "",
        _ body: @escaping @Sendable (ServedShop) async throws -> Void
    ) async throws {
        // Not under /tmp: Codex refuses its own tools there.
        let shop = ServedShop(root: "\(NSHomeDirectory())/.cache/skein-tests/\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(atPath: shop.recordings, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: shop.root) }  // a leftover harms nobody
        try await Place.withModel(recordingTo: shop.recordings) { model in
            var all = files
            for member in members {
                let home = "\(shop.root)/home-\(member.name)"
                all["agents/\(member.name).md"] = try member.file(home: home, model: model)
            }
            try await shop.prepare(all, yaml)
            try await shop.serve { try await body(shop) }
        }
    }

    private func prepare(_ more: [String: String], _ yaml: String) async throws {
        let files = [
            "README.md": "hello\n", ".gitignore": ".skein/\n",
            "skein.yaml": "projects: { shop: { path: ., target: main, gates: { test: [\"true\"] } } }\n\(yaml)",
        ]
        for (name, text) in files.merging(more, uniquingKeysWith: { $1 }) {
            let file = URL(filePath: "\(repository)/\(name)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        try await git("init", "-q", "-b", "main")
        try await git("add", "-A")
        try await git("-c", "user.name=U", "-c", "user.email=u@example.org", "commit", "-qm", "first")
    }

    private func serve(_ body: () async throws -> Void) async throws {
        let server = Process()
        server.executableURL = URL(filePath: Subject.built("skein"))
        server.arguments = ["up", "--port", "0"]
        server.currentDirectoryURL = URL(filePath: repository)
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        defer {
            server.terminate()
            server.waitUntilExit()
        }
        try await body()
    }

    /// What `skein` prints; fails the test when it refuses.
    @discardableResult
    func skein(_ arguments: String...) async throws -> String { try await skein(arguments) }

    @discardableResult
    func skein(_ arguments: [String]) async throws -> String { try await run(Subject.built("skein"), arguments) }

    @discardableResult
    func git(_ arguments: String...) async throws -> String { try await run("git", arguments) }

    private func run(_ program: String, _ arguments: [String]) async throws -> String {
        let environment = ProcessInfo.processInfo.environment
        let finished = try await Program(program, arguments, in: repository, environment: environment).run()
        try #require(finished.succeeded, "\(arguments): \(String(decoding: finished.errors, as: UTF8.self))")
        return String(decoding: finished.output, as: UTF8.self)
    }

    /// Waits until the ticket is done, and shows it; ends what still works for it when it comes to nothing.
    func waitUntilDone(_ ticket: String) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(90)
        while true {
            let shown = try await skein("ticket", "show", ticket, "--json")
            if shown.contains(#""state" : "done""#) { return shown }
            if ContinuousClock.now > deadline || shown.contains(#""state" : "blocked""#) {
                let logs = try await skein("logs", "R-1") + skein("runs")
                try await skein("ticket", "cancel", ticket)
                throw Missing("\(ticket) is not done: \(shown)\n\(logs)")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// All that the model was asked, as it came.
    func asked() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: recordings).sorted()
            .map { try String(contentsOfFile: "\(recordings)/\($0)", encoding: .utf8) }
    }
}
