import Domain
import Foundation
import ScriptedModel
import Testing

/// An agent that the same cases are tried with: a real program where it is installed.
enum Subject: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case claude, codex, grok, vibe, hermes

    var testDescription: String { rawValue }

    /// Those that ask before they run a program; Hermes asks for edits only.
    static let askingForPrograms = installed.filter { $0 != .hermes }

    /// Those whose word in a turn the scripted model finds; Hermes hides it in the result of a tool.
    static let steerable = installed.filter { $0 != .hermes }

    /// Those that copy a session of another process.
    static let forking = installed.filter { [.claude, .codex].contains($0) }

    /// The folder of `scripts/agents/install`.
    private static let folder = ProcessInfo.processInfo.environment["SKEIN_AGENTS"]

    /// Those that can be tried here.
    static let installed = allCases.filter { $0.path != nil }

    /// Its program; nil when it is not installed.
    var path: String? {
        guard let folder = Self.folder else { return nil }
        let path = "\(folder)/bin/\(program)"
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }

    private var program: String {
        switch self {
        case .claude, .codex, .grok: rawValue
        case .vibe, .hermes: "\(rawValue)-acp"
        }
    }

    private var setup: AgentSetup.Agent {
        switch self {
        case .claude: .claude
        case .codex: .codex
        case .grok: .grok
        case .vibe: .vibe
        case .hermes: .hermes
        }
    }

    private var model: String? {
        switch self {
        case .claude: "claude-sonnet-4-5"
        case .grok: "scripted"
        case .codex, .vibe, .hermes: nil
        }
    }

    /// An agent of this kind with a home of its own, whose model is the scripted one.
    func definition(
        home: String, model address: String, key: String, permissions: Permissions
    ) throws
        -> Agent.Definition
    {
        let setup = AgentSetup(setup, home: home, model: address, key: key)
        try setup.write()
        return Agent.Definition(
            harness: .program(ProgramHarness(name: rawValue, command: [path ?? rawValue])), model: model,
            permissions: permissions, maxRuns: 100, timeLimit: .minutes(3), environment: setup.environment)
    }
}
