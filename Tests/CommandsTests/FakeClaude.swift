import Foundation

/// An agent that speaks Claude Code's `stream-json`: it asks before it tests, then does what it is told last.
enum FakeClaude {
    static let script = #"""
        words=0
        say() { printf '%s\n' "$1"; }
        blocks() { say '{"type":"'$1'","message":{"content":[{'"$2"'}]}}'; }
        text() { blocks assistant '"type":"text","text":"'"$1"'"'; }
        uses() { blocks assistant '"type":"tool_use","id":"t1","name":"Bash","input":{"command":"make test"}'; }
        finished() { blocks user '"type":"tool_result","tool_use_id":"t1","is_error":'$1',"content":"said"'; }
        asks() {
            body='"subtype":"can_use_tool","tool_name":"Bash","input":{"command":"make test"}'
            say '{"type":"control_request","request_id":"p1","request":{'"$body"'}}'
        }
        result() {
            used='"modelUsage":{"small":{"inputTokens":12,"outputTokens":3,"costUSD":0.02}},"total_cost_usd":0.02'
            say '{"type":"result","subtype":"'$1'","is_error":'$2',"terminal_reason":"'$3'",'"$used"'}'
        }
        while IFS= read -r line; do
            case "$line" in
            *'"type":"user"'*)
                words=$((words + 1))
                uuid=$(printf '%s' "$line" | sed 's/.*"uuid":"\([^"]*\)".*/\1/')
                said=$(printf '%s' "$line" | sed 's/.*"content":"\([^"]*\)".*/\1/')
                say '{"type":"command_lifecycle","command_uuid":"'$uuid'","state":"started"}'
                if [ $words = 1 ]; then
                    say '{"type":"system","subtype":"init","session_id":"s-1","model":"small"}'
                    text 'I shall run the tests.'
                    uses
                    asks
                else
                    printf '%s\n' "$said" > told.txt
                    text 'Told me more.'
                    result success false completed
                fi ;;
            *'"behavior":"allow"'*) finished false; text 'What now?' ;;
            *'"behavior":"deny"'*) finished true; text 'What then?' ;;
            *'"subtype":"interrupt"'*) result error_during_execution true aborted_streaming ;;
            esac
        done
        """#
}

/// A repository with a workspace in which such an agent works, and a server for as long as a script runs.
extension Yard {
    static func withClaude() async throws -> Yard {
        let yard = try await Yard()
        let agent = try yard.agent(FakeClaude.script)
        try yard.write(
            "---\nharness: claude\ncommand: [\"\(agent)\"]\npermissions: ask\n---\n", to: "agents/ada.md")
        try yard.write(
            "projects: { shop: { path: ., target: main, gates: { test: [make, test] } } }\n", to: "skein.yaml")
        return yard
    }

    /// Runs `script` while a server serves; `skein` and `await COMMAND WORD`, which waits until a command says it, are
    /// there for it. What the server told is in `$told`.
    func serving(_ script: String) async throws -> Binary.Outcome {
        let frame = """
            skein() { "$0" "$@"; }
            await() { tries=0; until skein $1 2>/dev/null | grep -q "$2" || [ $tries -gt 100 ]; do
                tries=$((tries + 1)); sleep 0.1; done; }
            told=../told
            "$0" up --port 0 > $told 2>&1 & server=$!
            trap 'kill -INT $server; wait $server' EXIT
            tries=0; until grep -q login $told || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
            \(script)
            """
        let skein = ["-c", frame, Binary.path]
        return try await Binary.run("/bin/sh", skein, in: repository)
    }
}
