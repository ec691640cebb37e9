import Foundation
import Testing

/// Real processes: a server, agents that are scripts, and the tools that they call.
@Suite(.timeLimit(.minutes(3))) struct DelegationTests {
    private func scene(_ lead: String) async throws -> Yard {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        try FileManager.default.removeItem(atPath: "\(yard.repository)/agents/grace.md")
        let result = #"printf '{"outcome":"no_change","summary":"%s"}' "$1" > "$SKEIN_RESULT_FILE""#
        try yard.write(
            "#!/bin/sh\nend() { \(result); exit 0; }\nprompt=$(cat)\n\(lead)\n", to: "../lead", mode: 0o755)
        let worker = try yard.agent("cat >/dev/null; echo \"$SKEIN_TICKET_TITLE\" > \"$SKEIN_TICKET.txt\"")
        try yard.write("---\ncommand: [\(yard.root)/lead]\ntype: plan\n---\n", to: "agents/ada.md")
        try yard.write("---\ncommand: [\(worker)]\nmanager: ada\n---\n", to: "agents/bob.md")
        return yard
    }

    @Test("an agent divides its ticket, goes on once with what became of the parts, and only then lands")
    func divides() async throws {
        let yard = try await scene(
            """
            case $prompt in
            *"What was handed out"*) printf '%s' "$prompt" > report.txt ;;
            *) for part in red blue; do
                 "$SKEIN_PROGRAM" tool create_ticket title="$part" assignee=bob || exit 9
               done
               end "handed out" ;;
            esac
            """)
        #expect(try await yard.skein("ticket", "create", "Paint", "--agent", "ada").status == 0)
        try await yard.serve { try await yard.until { try await yard.isDone("T-1") } }
        let report = try await yard.git("show", "main:report.txt")
        for words in ["T-2 red by bob is done", "T-3 blue by bob is done"] {
            #expect(report.contains(words), "\(report)")
        }
        #expect(try await yard.git("show", "main:T-2.txt") == "red\n")
        let runs = try await yard.skein("runs").output
        #expect(runs.components(separatedBy: "T-1").count - 1 == 2, "twice, not more: \(runs)")
    }

    @Test("the tools answer a model over the Model Context Protocol too")
    func overMCP() async throws {
        let yard = try await scene(
            """
            { echo '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25"}}'
              echo '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"context"}}'
              echo '[{"jsonrpc":"2.0","id":3,"method":"ping"},{"jsonrpc":"2.0","method":"x"}]'; echo '{'; } |
              "$SKEIN_PROGRAM" mcp > answers.txt
            """)
        #expect(try await yard.skein("ticket", "create", "Look around", "--agent", "ada").status == 0)
        try await yard.serve { try await yard.until { try await yard.isDone("T-1") } }
        let answers = try await yard.git("show", "main:answers.txt")
        #expect(answers.contains("# T-1: Look around") && answers.contains("bob (implement, engineer)"), "\(answers)")
        #expect(answers.contains(#"[{"id":3,"jsonrpc":"2.0","result":{}}]"#), "several at once: \(answers)")
        #expect(answers.contains("-32700") && answers.split(separator: "\n").count == 4, "\(answers)")
    }

    @Test("who is no agent at work is told so")
    func stranger() async throws {
        let yard = try await Yard()
        let outcome = try await yard.skein("tool", "context")
        #expect(outcome.status == 2 && outcome.errors.contains("Only an agent at work has these tools"))
        #expect(try await yard.skein("tool").output.contains("create_ticket title [text]"))
    }
}
