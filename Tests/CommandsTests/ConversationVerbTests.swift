import Foundation
import Testing

/// A person and an agent that is talked with: the built binary, a real server and a real process.
@Suite("talking to agents", .timeLimit(.minutes(2))) struct ConversationVerbTests {
    @Test func anAgentAsksIsAnsweredAndSteered() async throws {
        let yard = try await Yard.withClaude()
        let outcome = try await yard.serving(
            """
            skein ticket create "Say it" > ../made
            await inbox Q-1
            skein inbox; skein why 1; skein inbox --json > ../inbox.json
            skein answer q-1 perhaps; echo "status $?"
            skein answer 1 allow
            await 'logs 1' 'What now'
            skein steer 1 "mind the tabs"
            await 'ticket show 1' '^done'
            skein logs 1
            echo ---; skein logs 1 --raw | tail -1
            echo ---; cat $told
            skein sessions search "TABS"
            """)
        let said = outcome.output
        #expect(said.contains("Q-1  R-1 ada on T-1 Say it, "), "\(outcome)")
        #expect(said.contains("  asks: Bash: make test\n    | make test\n  skein answer Q-1 allow | always | deny\n"))
        #expect(said.contains("\n- R-1 asks: Bash: make test (`skein answer Q-1 allow`).\n"), "\(outcome)")
        #expect(said.contains("status 2\nQ-1 is answered: allow\nR-1 is told within its turn\n"), "\(outcome)")
        let log = """
            session s-1 (small)
              I shall run the tests.
            ▸ Bash make test
            ? Bash: make test
                make test
            ? Bash: make test: allowed
              What now?
            > mind the tabs
              Told me more.
            turn ended: completed
            tokens: 12 read, 3 written, $0.0200
            ---
            {"type":"result",
            """
        #expect(said.contains(log), "\(outcome)")
        #expect(said.contains("  R-1 asks: Bash: make test (skein answer Q-1 allow)\n"), "\(outcome)")
        #expect(said.contains("  R-1 is told: mind the tabs\n"), "\(outcome)")
        #expect(try await yard.git("show", "main:told.txt") == "mind the tabs\n")
        #expect(said.contains("\nRUN  TICKET  AGENT  AT ") && said.hasSuffix("  > mind the tabs\n"), "\(outcome)")
        let inbox = try String(contentsOfFile: "\(yard.root)/inbox.json", encoding: .utf8)
        #expect(inbox.contains("\"kind\" : \"execute\""), "\(inbox)")
    }

    @Test func attachedOneSaysAnswersAndInterrupts() async throws {
        let yard = try await Yard.withClaude()
        let outcome = try await yard.serving(
            """
            skein ticket create "Say it" > ../made
            await inbox Q-1
            (printf '/nonsense\\n/deny use ninja\\n'; await 'logs 1' 'What then'; printf '/interrupt\\n'
             await 'logs 1' interrupted; echo "go on then") | skein attach r-1
            await 'ticket show 1' '^done'
            skein attach R-1 < /dev/null | tail -1
            """)
        let lines = outcome.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "R-1 ada on T-1 Say it: running", "\(outcome)")
        #expect(lines.contains { $0.hasPrefix("! There is no /nonsense: /allow, ") }, "\(outcome)")
        for line in [
            "(Q-1 is answered: deny)", "? Bash: make test: denied", "turn ended: interrupted",
            "(R-1 is told as soon as no turn runs)", "> go on then", "tokens: 12 read, 3 written, $0.0200",
        ] {
            #expect(lines.contains(line), "\(line): \(outcome)")
        }
        #expect(lines.suffix(2) == ["R-1 succeeded: Told me more.", "R-1 succeeded: Told me more."], "\(outcome)")
        #expect(try await yard.git("show", "main:told.txt") == "go on then\n")
    }

    @Test func aRunIsInterruptedAndStopped() async throws {
        let yard = try await Yard.withClaude()
        let outcome = try await yard.serving(
            """
            skein ticket create "Say it" > ../made
            await inbox Q-1
            skein interrupt 1; await 'logs 1' interrupted
            skein stop 1; await 'ticket show 1' '^blocked'
            skein inbox; skein steer 1 "too late"; echo "status $?"
            """)
        #expect(
            outcome.output == """
                R-1 is interrupted: `skein steer R-1 "…"` says how to go on
                R-1 is being stopped: `skein ticket reopen T-1` starts another
                nothing is asked
                status 4

                """, "\(outcome)")
        #expect(outcome.errors.contains("`skein ticket comment T-1` tells the next run."), "\(outcome)")
    }

    /// What is just run cannot hear: the word waits for the next run.
    @Test func aProgramThatIsJustRunIsToldNextTime() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("cat > /dev/null; echo working; while [ ! -e ../../../../go ]; do sleep 0.1; done")
        try yard.write("---\ncommand: [\"\(agent)\"]\n---\n", to: "agents/ada.md")
        try yard.write(
            "projects: { shop: { path: ., target: main, gates: { test: [make, test] } } }\n", to: "skein.yaml")
        let outcome = try await yard.serving(
            """
            skein ticket create "Say it" > ../made
            await 'logs 1' working
            skein steer 1 "mind the tabs" --json; skein interrupt 1; echo "status $?"
            skein ticket show 1 | grep -A1 ', .*:$'
            echo > ../go; skein stop 1
            """)
        #expect(outcome.output.contains("\"delivery\" : \"next_run\""), "\(outcome)")
        #expect(outcome.output.contains("status 4\n") && outcome.output.contains(":\nmind the tabs\n"), "\(outcome)")
        #expect(outcome.errors.contains("R-1 cannot be interrupted. It is a program that is just run"), "\(outcome)")
    }

    @Test(arguments: ["harness: claude\n", "command: [claude]\n"])
    func theDoctorLooksWhereTheAgentWouldBeStarted(harness: String) async throws {
        let yard = try await Yard()
        _ = try await Binary.run(["init"], in: yard.repository)
        try yard.write("#!/bin/sh\necho 1.0\n", to: "../bin/claude", mode: 0o755)
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(yard.root)/bin:\(environment["PATH"] ?? "")"
        for (path, isFine) in [("/usr/bin:/bin", false), ("\(yard.root)/bin:/usr/bin:/bin", true)] {
            try yard.write("---\n\(harness)environment: { PATH: '\(path)' }\n---\nWork.\n", to: "agents/grace.md")
            let said = try await Binary.run(["doctor"], in: yard.repository, environment: environment)
            let line = said.output.split(separator: "\n").first { $0.contains("agent grace:") } ?? ""
            let words = isFine ? "ok   agent grace: \(yard.root)/bin/claude" : "BAD  agent grace: claude is not in the"
            #expect(line.hasPrefix(words), "\(said)")
        }
    }

    @Test func aKnownAgentWithoutFilesGetsItsOwnLoginAndNoOther() async throws {
        let yard = try await Yard()
        let words = "key=$ANTHROPIC_API_KEY other=$OPENAI_API_KEY secret=$SECRET"
        try yard.write("#!/bin/sh\necho \"not logged in: \(words)\" >&2\nexit 1\n", to: "../claude", mode: 0o755)
        var environment = ProcessInfo.processInfo.environment
        for name in ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "SECRET"] { environment[name] = "of-\(name)" }
        let done = try await Binary.run(
            ["run", "x", "--agent", "\(yard.root)/claude"], in: yard.repository, environment: environment)
        #expect(done.status == 1 && done.output.contains("key=of-ANTHROPIC_API_KEY other= secret="), "\(done)")
    }

    @Test func withoutAServerNothingIsAsked() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("inbox").output == "nothing is asked\n")
        #expect(try await yard.skein("sessions", "search", "x").output == "nothing found\n")
        let unknown = try await yard.skein("answer", "1", "allow")
        #expect(unknown.status == 3 && unknown.errors.contains("There is no request Q-1: `skein inbox`"), "\(unknown)")
        #expect(try await yard.skein("steer", "1", "x").status == 3)
        #expect(try await yard.skein("attach", "1").status == 6)
        #expect(try await yard.skein("attach", "1", "--json").status == 64)
    }
}
