import Domain
import Testing

@testable import Harnesses

@Suite("Programs that take one prompt and exit")
struct OneShotTests {
    static func opening(_ permissions: Permissions = .edits, session: Opening.Session = .fresh) -> Opening {
        Opening(
            run: 7, prompt: "secret words", worktree: "/work/tree", writable: ["/work/run"], model: "m", effort: nil,
            permissions: permissions, session: session, home: "/work/home")
    }

    private func hear(_ name: String, _ lines: String...) throws -> [String] {
        var dialect = OneShotDialect(try #require(OneShotPreset.named(name)))
        var effects = dialect.begin()
        for line in lines { effects += dialect.receive(Array(line.utf8), at: Instant(milliseconds: 0)) }
        return effects.events.map(Recorded.say)
    }

    @Test("get the prompt on their input or in a file, never as an argument", arguments: OneShotPreset.all.map(\.name))
    func prompt(_ name: String) throws {
        let preset = try #require(OneShotPreset.named(name))
        let program = try #require(OneShotProgram(preset.name))
        for permissions in Permissions.allCases {
            let launch = program.launch(Self.opening(permissions))
            #expect(!launch.arguments.contains { $0.contains("secret words") || $0.contains("{") })
            #expect(launch.input == (preset.takesFile ? [] : Array("secret words".utf8)))
            #expect(launch.files == (preset.takesFile ? ["/work/run/prompt.md": "secret words"] : [:]))
            #expect(!launch.conversing)
        }
    }

    @Test("go on with a session where they can")
    func resumes() throws {
        let claude = try #require(OneShotProgram("claude-print")).launch(Self.opening(session: .resumed(id: "s-1")))
        #expect(claude.arguments.contains("--resume=s-1"))
        #expect(claude.environment["CLAUDE_CONFIG_DIR"] == "/work/home")
        let codex = try #require(OneShotProgram("codex-exec")).launch(Self.opening(.all, session: .resumed(id: "s-1")))
        #expect(
            codex.arguments == [
                "codex", "exec", "resume", "s-1", "--json", "-m", "m", "--dangerously-bypass-approvals-and-sandbox",
                "-",
            ])
    }

    @Test("stream-json of Claude Code")
    func claude() throws {
        let write = #""input":{"file_path":"a"}}]}}"#
        let usage = #"{"input_tokens":1,"output_tokens":2,"cache_read_input_tokens":3}}"#
        let story = try hear(
            "claude-print", #"{"type":"system","subtype":"init","session_id":"s","model":"m"}"#,
            #"{"type":"assistant","message":{"content":[{"type":"text","text":"Now."}]}}"#,
            #"{"type":"assistant","message":{"content":[{"type":"tool_use","id":"1","name":"Write","# + write,
            #"{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"1","content":"done"}]}}"#,
            #"{"type":"result","is_error":false,"total_cost_usd":0.5,"usage":"# + usage,
            #"{"type":"assistant","message":{"content":[{"type":"text","text":"late"}]}}"#)
        #expect(
            story == [
                "turn", "session with m", "says Now.", "Write a", "done 4", "used 1 2 3 0.5", "ended completed",
            ])
        #expect(
            try hear("claude-print", #"{"type":"result","is_error":true,"result":"HTTP 429 rate limit"}"#).last
                == "failed rateLimited: HTTP 429 rate limit")
    }

    @Test("codex exec")
    func codex() throws {
        let story = try hear(
            "codex-exec", #"{"type":"thread.started","thread_id":"t"}"#,
            #"{"type":"item.started","item":{"id":"1","type":"command_execution","command":"ls"}}"#,
            #"{"type":"item.completed","item":{"id":"1","type":"command_execution","status":"failed"}}"#,
            #"{"type":"item.completed","item":{"id":"2","type":"agent_message","text":"Done."}}"#,
            #"{"type":"turn.completed","usage":{"input_tokens":10,"cached_input_tokens":4,"output_tokens":2}}"#)
        #expect(
            story == [
                "turn", "session with some model", "command_execution ls", "error", "says Done.", "used 6 2 4 0.0",
                "ended completed",
            ])
    }

    @Test("what the real programs said")
    func recorded() throws {
        func play(_ name: String) throws -> [String] {
            var dialect = OneShotDialect(try #require(OneShotPreset.named(name)))
            return try Replay.effects(name, "success", &dialect).events.map(Recorded.say)
        }
        let claude = try play("claude-print")
        #expect(claude.first == "turn" && claude.last == "ended completed")
        #expect(
            claude.dropFirst(2).prefix(6) == [
                "thinks Hm.", "says Writing.", "Write a.txt", "done 103", "Bash cat a.txt; exit 3", "error",
            ])
        let codex = try play("codex-exec")
        #expect(
            codex.dropFirst(2) == [
                "thinks Hm.", "says Writing.", "changed /work/tree/a.txt",
                "command_execution /bin/bash -lc 'cat a.txt", "error", "says Done here.", "used 29213 28 0 0.0",
                "ended completed",
            ])
    }

    @Test("pieces become whole lines, steps are added up, and text is text")
    func others() throws {
        let gemini = try hear(
            "gemini-print", #"{"type":"message","role":"assistant","content":"On","delta":true}"#,
            #"{"type":"message","role":"assistant","content":"e.\nTwo.","delta":true}"#,
            #"{"type":"result","status":"error","error":{"message":"quota exceeded"}}"#)
        #expect(gemini == ["turn", "says One.", "says Two.", "failed quota: quota exceeded"])
        let step = #"{"type":"step_finish","part":{"cost":0.25,"tokens":{"input":1,"output":2,"cache":{"read":3}}}}"#
        #expect(try hear("opencode-run", step, step).last == "used 2 4 6 0.5")
        #expect(try hear("aider", "", "Hello", "not json {") == ["turn", "says Hello", "says not json {"])
    }

    @Test("bear any line", arguments: OneShotPreset.all.map(\.name))
    func anything(_ name: String) throws {
        _ = try hear(name, "", "[]", "null", "{", #"{"type":{}}"#, #"{"type":"result","usage":[],"stats":1e300}"#)
    }

    @Test("take no word")
    func words() throws {
        var dialect = OneShotDialect(try #require(OneShotPreset.named("aider")))
        #expect(dialect.say("Stop.").events.count == 1)
        #expect(dialect.interrupt().isEmpty && dialect.isBusy)
    }
}
