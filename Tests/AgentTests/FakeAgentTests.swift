import Foundation
import Processes
import Testing

@Suite("What the fake agents do not forgive")
struct FakeAgentTests {
    /// A line that a client may not send then, and why.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let protocolName: String
        let lines: [String]
        let reason: String

        var testDescription: String { "\(protocolName): \(reason)" }
    }

    static let mistakes = claude + codex + acp

    private static let claude = [
        (["user"], "a word before initialize"),
        (["initialize", "initialize"], "a control request without an identifier of its own"),
        (["initialize", "user", "user"], "a word without content, or with an identifier that was there before"),
        (["initialize", "answer"], "an answer to nothing that is asked"),
        (["garbage"], "not a message"),
    ].map { Mistake(protocolName: "claude", lines: $0.map { claudeLines[$0] ?? $0 }, reason: $1) }

    private static let claudeLines = [
        "initialize": #"{"type":"control_request","request_id":"1","request":{"subtype":"initialize"}}"#,
        "user": #"{"type":"user","uuid":"u","message":{"role":"user","content":"hello"}}"#,
        "answer": """
        {"type":"control_response","response":{"subtype":"success","request_id":"x",\
        "response":{"behavior":"allow","updatedInput":{}}}}
        """,
    ]

    private static let codex = [
        (["start"], "before initialized"), (["initialize", "start"], "before initialized"),
        (["initialize", "initialized", "turn"], "turn/start without its thread"),
        (["initialize", "initialized", "start", "start"], "thread/start has no new id"),
        (["initialize", "initialized", "answer"], "an answer to nothing that is asked"),
        (["initialized"], "codex does not hear initialized now"),
    ].map { Mistake(protocolName: "codex", lines: $0.map { codexLines[$0] ?? $0 }, reason: $1) }

    private static let codexLines = [
        "initialize": #"{"id":1,"method":"initialize","params":{"clientInfo":{"name":"t"}}}"#,
        "initialized": #"{"method":"initialized"}"#,
        "start": #"{"id":2,"method":"thread/start","params":{"cwd":"/","approvalPolicy":"never"}}"#,
        "turn": #"{"id":3,"method":"turn/start","params":{"threadId":"x","input":[{"text":"hello"}]}}"#,
        "answer": #"{"id":0,"result":{"decision":"accept"}}"#,
    ]

    private static let acp = [
        (["new"], "session/new before initialize"), (["initialize", "prompt"], "a prompt without words or session"),
        (["initialize", "new", "again"], "a second session"), (["initialize", "initialize"], "has no new id"),
        (["initialize", "answer"], "an answer to nothing that is asked"),
        ([#"{"id":0,"method":"initialize"}"#], "a message without its version"),
    ].map { Mistake(protocolName: "acp", lines: $0.map { acpLines[$0] ?? $0 }, reason: $1) }

    private static let acpLines = [
        "initialize": #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":1}}"#,
        "new": #"{"jsonrpc":"2.0","id":1,"method":"session/new","params":{"cwd":"/","mcpServers":[]}}"#,
        "again": #"{"jsonrpc":"2.0","id":2,"method":"session/new","params":{"cwd":"/","mcpServers":[]}}"#,
        "prompt": #"{"jsonrpc":"2.0","id":3,"method":"session/prompt","params":{"sessionId":"x","prompt":[]}}"#,
        "answer": #"{"jsonrpc":"2.0","id":0,"result":{"outcome":{"outcome":"cancelled"}}}"#,
    ]

    @Test("ends with status 70 and says why", arguments: mistakes)
    func rejects(_ mistake: Mistake) async throws {
        let subject = try #require(Subject.fakes.first { $0.harness == mistake.protocolName })
        let (status, errors) = try await run(subject, mistake.lines)
        #expect(status == 70, "\(errors)")
        #expect(errors.contains(mistake.reason), "\(errors)")
    }

    @Test("a script that is misspelt ends it as well")
    func misspelt() async throws {
        let prompt = #"```script\n[{\"tolls\":[]}]\n```"#
        let word = #"{"type":"user","uuid":"u","message":{"role":"user","content":"\#(prompt)"}}"#
        let lines = [Self.claudeLines["initialize"] ?? "", word]
        let (status, errors) = try await run(.fakeClaude, lines)
        #expect(status == 70 && errors.contains("a script has no `tolls`"), "\(errors)")
    }

    private func run(_ subject: Subject, _ lines: [String]) async throws -> (Int32, String) {
        let home = FileManager.default.temporaryDirectory.path + "/skein-fake-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: home) }  // a temporary folder may stay
        let more = ["claude": ClaudeWords.all, "codex": ["app-server"]][subject.harness] ?? []
        let command = try #require(subject.command) + more
        let environment = ["PATH": "/usr/bin:/bin", "SKEIN_FAKE_HOME": home]
        let program = Program(command[0], Array(command.dropFirst()), in: "/", environment: environment)
        let input = Array((lines.joined(separator: "\n") + "\n").utf8)
        let finished = try await program.run(input: input, timeout: .seconds(20))
        guard case .exited(let status) = finished.status else { return (-1, "killed") }
        return (status, String(decoding: finished.errors, as: UTF8.self))
    }
}

/// The command line of Claude Code.
private enum ClaudeWords {
    static let all = [
        "-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose",
        "--permission-prompt-tool", "stdio", "--permission-mode", "bypassPermissions",
    ]
}
