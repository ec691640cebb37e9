import Domain
import Testing

@testable import Harnesses

/// What real agents said, as the events that people see.
@Suite("ACP: recorded agents") struct ACPStoryTests {
    private func play(
        _ cli: String, _ name: String, _ permissions: Permissions = .ask, _ session: Opening.Session = .fresh
    ) throws -> Recorded {
        let preset = try #require(ACPPreset.named(cli == "fastagent" ? "fast-agent" : cli))
        var opening = Recorded.opening(permissions, session)
        // The recorder offered its files to every agent; grok used them.
        opening.usesClientTools = cli == "grok"
        return try Recorded.play(cli, name, preset, opening)
    }

    @Test("grok edits through its client's files and commits") func grok() throws {
        let recorded = try play("grok", "acp_success")
        #expect(
            recorded.story == [
                "session with scripted", "turn", "says I will write hello.txt.", "write ./hello.txt",
                "asks edit: Write `./hello.txt`", "answer reply(text: \"allow-once\")", "done 9",
                "changed /work/tree/./hello.txt", "run_terminal_command git add -A && git -c use",
                "asks execute: Execute `git add -A && g", "answer reply(text: \"allow-once\")", "done 22",
                "says Committed hello.txt.", "used 3900 180 1800 0.0", "ended completed",
            ])
        #expect(!recorded.dialect.isBusy)
    }

    @Test("vibe edits unasked in its mode for that, and tells cost") func vibe() throws {
        let recorded = try play("vibe", "acp_success", .edits)
        #expect(
            recorded.story == [
                "session with scripted", "turn", "used 1200 80 300 0.00174", "says I will write hello.txt.",
                "write_file ./hello.txt", "done 26", "changed /work/tree/hello.txt", "used 2400 160 600 0.00348",
                "bash git add -A && git -c use", "asks execute: bash: git add -A && git ",
                "answer reply(text: \"allow_once\")", "done 22", "used 3900 180 1800 0.00624",
                "says Committed hello.txt.", "ended completed",
            ])
    }

    @Test("hermes never says that an edit is done: it is when its turn is") func hermes() throws {
        let recorded = try play("hermes", "acp_success")
        #expect(
            recorded.story == [
                "session with custom:scripted", "turn", "says I will write hello.txt.", "write /work/tree/hello.txt",
                "asks edit: Approve edit: /work/tree", "answer reply(text: \"allow_once\")",
                "terminal git add -A && git -c use", "done 70", "says Committed hello.txt.", "used 3900 180 1800 0.0",
                "done 0", "changed /work/tree/hello.txt", "ended completed",
            ])
    }

    @Test("dcode, openhands and fast-agent") func others() throws {
        #expect(
            try play("dcode", "acp_success").story == [
                "session with anthropic:claude-sonnet-4-5", "turn", "says I will write hello.txt.", "edit ./hello.txt",
                "asks edit: Write `./hello.txt`", "answer reply(text: \"approve\")", "done 23",
                "execute git add -A && git -c use", "asks execute: Execute: `git add -A && ",
                "answer reply(text: \"approve\")", "done 290", "says Committed hello.txt.", "ended completed",
            ])
        let openhands = try play("openhands", "acp_success").story
        #expect(openhands.suffix(3) == ["used 3900 180 1800 0.0", "says Committed hello.txt.", "ended completed"])
        #expect(
            openhands.filter { $0.hasPrefix("asks") } == Array(repeating: "asks other: Confirm Agent Actions", count: 2)
        )
        #expect(try play("fastagent", "acp_success").story.last == "ended completed")
    }

    @Test("a no ends grok's turn, but nobody interrupted it") func grokDenied() throws {
        #expect(
            try play("grok", "acp_permission_denied").story.suffix(4) == [
                "answer reply(text: \"reject-once\")", "error", "used 1200 80 300 0.0",
                "failed refused: The agent stopped because it was denied a permission.",
            ])
    }

    @Test("after a no nothing counts as changed, whatever the agent says", arguments: ["hermes", "dcode"])
    func denied(cli: String) throws {
        let story = try play(cli, "acp_permission_denied").story
        #expect(!story.contains { $0.hasPrefix("changed") || $0.hasPrefix("done") })
        #expect(story.filter { $0 == "error" }.count == 2)
        #expect(story.last == "ended completed")
    }

    @Test("an interrupted turn ends as interrupted", arguments: ["grok", "vibe", "hermes", "dcode"])
    func interrupted(cli: String) throws {
        // Hermes answers with an internal error here.
        let recorded = try play(cli, "acp_interrupted_tool", cli == "vibe" ? .edits : .ask)
        #expect(recorded.story.suffix(2) == ["error", "ended interrupted"])
    }

    @Test("the conversation goes on after an interruption", arguments: ["grok", "vibe", "hermes"])
    func interruptedText(cli: String) throws {
        let story = try play(cli, "acp_interrupted_text", cli == "vibe" ? .edits : .ask).story
        let end = try #require(story.firstIndex(of: "ended interrupted"))
        #expect(story[end...].dropFirst().first == "person newTurn: hello")
        #expect(story.contains("says Hello from the scripted model scripted."))
        #expect(story.last == "ended completed")
    }

    @Test("faults of the model: retried, or the class of the failure") func faults() throws {
        let grok = try play("grok", "acp_model_errors").story
        #expect(
            grok.filter { $0.hasPrefix("retry") }.sorted().map { $0.dropFirst(8) } == [
                "rateLimited", "rateLimited", "transient", "transient",
            ])
        #expect(grok.filter { $0.hasPrefix("failed") }.map { $0.prefix(12) } == ["failed auth:", "failed rateL"])
        #expect(grok.contains("says Recovered after the connection dropped in the middle of a stream."))
        let vibe = try play("vibe", "acp_model_errors", .edits).story
        #expect(
            vibe.filter { $0.hasPrefix("retry") } == ["retry 1 rateLimited", "retry 1 transient", "retry 1 transient"])
        #expect(vibe.filter { $0.hasPrefix("failed") }.allSatisfy { $0.hasPrefix("failed auth: ") })
        let hermes = try play("hermes", "acp_model_errors").story
        #expect(hermes.filter { $0.hasPrefix("failed") }.map { $0.prefix(12) } == ["failed auth:", "failed rateL"])
        #expect(hermes.filter { $0 == "ended completed" }.count == 3)
        let dcode = try play("dcode", "acp_model_errors").story
        #expect(dcode.filter { $0.hasPrefix("failed") }.map { $0.prefix(12) } == ["failed auth:", "failed rateL"])
    }

    @Test(
        "history that is replayed is no event, and its usage is not this run's",
        arguments: ["grok", "vibe", "hermes", "dcode"])
    func loaded(cli: String) throws {
        let rows = try Recorded.rows(cli, "acp_resume_2_loaded")
        let ids = rows.compactMap { $0.msg?.params?.sessionId?.text }
        let id = try #require(ids.first)
        let story = try play(cli, "acp_resume_2_loaded", cli == "vibe" ? .edits : .ask, .resumed(id: id)).story
        #expect(story.first?.hasPrefix("session with ") == true)
        #expect(story.dropFirst().first == "turn")
        #expect(!story.contains { $0.hasPrefix("terminal") || $0.hasPrefix("bash") })
        #expect(story.contains { $0.hasPrefix("says Resumed conversation") })
        #expect(cli == "dcode" || story.contains { $0.hasPrefix("used 1200 80 300") })
        #expect(story.last == "ended completed")
    }

    @Test("a word waits for the turn to end", arguments: ["grok", "vibe"]) func steered(cli: String) throws {
        let story = try play(cli, "acp_steered_second_prompt", .edits).story
        let end = try #require(story.firstIndex(of: "ended completed"))
        #expect(story[end...].dropFirst().prefix(2) == ["person nextTurn: STEER: go-left", "turn"])
    }

    @Test("an agent without a login says which one it wants") func kimi() throws {
        let story = try play("kimi", "acp_auth_required").story
        #expect(story == ["failed auth: Authentication required: Run `kimi login` command in the ter"])
    }

    @Test(
        "what is sent is what the recorder sent, and the same each time",
        arguments: [
            ("grok", "acp_success"), ("vibe", "acp_success"), ("vibe", "acp_interrupted_tool"),
            ("hermes", "acp_success"),
            ("hermes", "acp_permission_denied"), ("dcode", "acp_success"), ("openhands", "acp_success"),
        ])
    func lines(cli: String, name: String) throws {
        let first = try play(cli, name, cli == "vibe" ? .edits : .ask)
        #expect(first.effects == (try play(cli, name, cli == "vibe" ? .edits : .ask)).effects)
        let recorded = try Recorded.rows(cli, name).filter { $0.dir?.text == "in" }.compactMap(\.msg)
        #expect(first.effects.sent.count == recorded.count)
        for (ours, theirs) in zip(first.effects.sent, recorded) {
            #expect(ours.id == theirs.id)
            #expect(ours.method == theirs.method)
            #expect(ours.params?.sessionId == theirs.params?.sessionId)
            #expect(ours.result?.outcome == theirs.result?.outcome)
            #expect((ours.error == nil) == (theirs.error == nil))
        }
    }
}
