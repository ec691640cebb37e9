import Domain
import Foundation
import ScriptedModel
import Testing

/// An agent that the same cases are tried with: a fake of each protocol, and real programs where they are installed.
enum Subject: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case fakeClaude, fakeCodex, fakeACP
    case claude, codex, grok, vibe, hermes

    var testDescription: String { rawValue }

    /// They play their model themselves, and do what no real program does when it is asked to.
    static let fakes: [Subject] = [.fakeClaude, .fakeCodex, .fakeACP]

    /// Those that ask before they run a program; Hermes asks for edits only.
    static let askingForPrograms = available.filter { $0 != .hermes }

    /// Those whose word in a turn the scripted model finds; Hermes hides it in the result of a tool.
    static let steerable = available.filter { $0 != .hermes }

    /// Those that have their client write files when it offers to.
    static let served = available.filter { $0 == .grok }

    /// Those that copy a session of another process.
    static let forking = available.filter { [.fakeClaude, .fakeCodex, .claude, .codex].contains($0) }

    /// Those that are given Skein's tools and whose calls of them the scripted model can make.
    static let toolUsers = available.filter { [.claude, .codex].contains($0) }

    /// The folder of `scripts/agents/install`.
    private static let folder = ProcessInfo.processInfo.environment["SKEIN_AGENTS"]

    /// Those that can be tried here.
    static let available = allCases.filter { $0.command != nil }

    var isFake: Bool { Self.fakes.contains(self) }

    /// The word of `harness:`.
    var harness: String {
        switch self {
        case .fakeClaude: "claude"
        case .fakeCodex: "codex"
        case .fakeACP: "acp"
        case .claude, .codex, .grok, .vibe, .hermes: rawValue
        }
    }

    /// What starts it; nil when it is not installed.
    var command: [String]? {
        if isFake { return [Self.built("skein-fake-agent"), harness] }
        guard let folder = Self.folder else { return nil }
        let path = "\(folder)/bin/\(program)"
        return FileManager.default.isExecutableFile(atPath: path) ? [path] : nil
    }

    /// A program that was built with the tests, beside the test bundle in the same build folder.
    static func built(_ name: String) -> String {
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let arguments = CommandLine.arguments.compactMap { URL(fileURLWithPath: $0).deletingLastPathComponent().path }
        let places = (arguments + [bundle.path]).map { "\($0)/\(name)" }
        return places.first { FileManager.default.isExecutableFile(atPath: $0) } ?? name
    }

    private var program: String {
        switch self {
        case .vibe, .hermes: "\(rawValue)-acp"
        case .fakeClaude, .fakeCodex, .fakeACP, .claude, .codex, .grok: rawValue
        }
    }

    private var setup: AgentSetup.Agent? {
        switch self {
        case .fakeClaude, .fakeCodex, .fakeACP: nil
        case .claude: .claude
        case .codex: .codex
        case .grok: .grok
        case .vibe: .vibe
        case .hermes: .hermes
        }
    }

    var model: String? {
        switch self {
        case .claude: "claude-sonnet-4-5"
        case .grok: "scripted"
        case .fakeClaude, .fakeCodex, .fakeACP, .codex, .vibe, .hermes: nil
        }
    }

    /// Makes its home, and says what it finds there and the scripted model by.
    func environment(home: String, model address: String) throws -> [String: String] {
        guard let setup else { return ["SKEIN_FAKE_HOME": home] }
        let files = AgentSetup(setup, home: home, model: address, key: "key-\(UUID().uuidString.prefix(8))")
        try files.write()
        return files.environment
    }

    /// An agent of this kind with a home of its own, whose model is the scripted one.
    func definition(home: String, model address: String, _ circumstances: Circumstances) throws -> Agent.Definition {
        let environment = try environment(home: home, model: address)
        return Agent.Definition(
            harness: .program(ProgramHarness(name: harness, command: circumstances.command ?? command ?? [rawValue])),
            model: model,
            fallback: circumstances.fallback, permissions: circumstances.permissions,
            usesClientTools: circumstances.usesClientTools, maxRuns: 100, timeLimit: circumstances.timeLimit,
            environment: environment.merging(circumstances.environment) { _, new in new })
    }
}

extension [Subject] {
    /// What is tried at once: fakes beside each other, they are quick; each real program for itself.
    var groups: [[Subject]] {
        [filter(\.isFake)] + filter { !$0.isFake }.map { [$0] }
    }
}

/// What a case wants of the agent and of its project.
struct Circumstances: Sendable {
    var permissions = Permissions.all
    var gate = ["true"]
    var timeLimit = Span.minutes(3)
    var fallback: [Agent.Alternative] = []
    var environment: [String: String] = [:]
    /// What starts the agent in place of its own program.
    var command: [String]? = nil
    var usesClientTools = false
    var health = HealthPolicy()
}
