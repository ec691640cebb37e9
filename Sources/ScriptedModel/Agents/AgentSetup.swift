import Foundation

/// What a real agent CLI needs to work with a scripted model and nothing else: files in a home of its own, and an
/// environment.
///
/// Each agent gets a home and a key for itself: faults and requests are counted by key, and what the person who runs
/// the tests has at home is not read.
public struct AgentSetup: Equatable, Sendable {
    /// The agents whose set-up is known; the names are those of `scripts/agents/install`.
    public enum Agent: String, CaseIterable, Sendable {
        case claude, codex, grok, vibe, hermes, kimi
    }

    /// A folder for this agent alone; for Codex not under `/tmp`, where it refuses its own tools.
    public let home: String
    /// Contents by path, relative to the home.
    public let files: [String: String]
    /// To be given to the agent as it is, with nothing of the test's own.
    public let environment: [String: String]

    /// - Parameters:
    ///   - model: the address of the scripted model, such as `http://127.0.0.1:7421`.
    ///   - key: letters, digits and hyphens; any will do.
    public init(_ agent: Agent, home: String, model: String, key: String) {
        let settings = agent.settings(home: home, model: model, key: key)
        self.home = home
        files = settings.files
        environment = [
            "HOME": home, "PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8",
        ].merging(settings.environment) { _, own in own }
    }

    /// Writes the files; the home is made when it is not there.
    public func write() throws {
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        for (path, text) in files {
            let file = URL(filePath: home).appending(path: path)
            let folder = file.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }
}
