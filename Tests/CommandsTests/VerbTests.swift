import Foundation
import Testing

/// Every verb without a server, as a new user meets it.
@Suite struct VerbTests {
    @Test func aFirstHour() async throws {
        let yard = try await Yard()
        let made = try await yard.skein("init")
        #expect(made.status == 0 && made.output.hasPrefix("wrote skein.yaml\nwrote agents/ada.md\n"), "\(made)")
        let created = try await yard.skein("ticket", "create", "Say goodbye", "--priority", "high")
        #expect(created.output == "created T-1: Say goodbye\n", "\(created)")
        #expect(created.errors == "no server runs: `skein up` starts one, and the work.\n")
        let list = try await yard.skein("ticket", "list")
        #expect(
            list.output == """
                TICKET  STATE  PRIORITY  AGENT  TITLE
                T-1     todo   high      -      Say goodbye

                """)
        #expect(try await yard.skein("runs").output == "no runs yet\n")
        #expect(try await yard.skein("queue").output == "the queue is empty\n")
        let ready = try await yard.skein("why", "1", "--json")
        let reasons = try #require(try ready.fields()["reasons"] as? [[String: Any]])
        #expect(reasons.map { $0["code"] as? String } == ["no_server"], "\(ready)")
        let sentence = "No server runs: `skein up` starts one, and this ticket."
        #expect(reasons.map { $0["sentence"] as? String } == [sentence], "\(ready)")
        #expect(try await yard.skein("freeze").output == "the workspace is frozen: `skein thaw` goes on\n")
        let why = try await yard.skein("why", "1")
        #expect(why.output == "T-1 is todo.\n- The workspace is frozen by \(NSUserName()). `skein thaw` goes on.\n")
        #expect(try await yard.skein("ticket", "cancel", "T-1").output == "cancelled T-1\n")
        let verdict = try await yard.skein("journal", "--verify")
        #expect(verdict.status == 0 && verdict.output.hasPrefix("whole: "), "\(verdict)")
    }

    @Test func editing() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "whole").status == 0)
        #expect(try await yard.skein("ticket", "create", "part", "--agent", "ada").status == 0)
        func edit(_ arguments: String...) async throws -> [String: Any] {
            let outcome = try await Binary.run(["ticket", "edit", "2", "--json"] + arguments, in: yard.repository)
            return try outcome.fields()
        }
        let below = try await edit("--parent", "1")
        #expect(below["parent"] as? String == "T-1" && below["assignee"] as? String == "ada")
        // Its agent is gone: the rest can be edited all the same, and somebody else can have it.
        try FileManager.default.removeItem(atPath: "\(yard.repository)/agents/ada.md")
        let files = try String(contentsOfFile: "\(yard.repository)/skein.yaml", encoding: .utf8)
        try yard.write(files.replacing("agent: ada", with: "agent: grace"), to: "skein.yaml")
        let renamed = try await edit("--title", "piece")
        #expect(renamed["title"] as? String == "piece" && renamed["assignee"] as? String == "ada")
        let free = try await edit("--no-agent", "--no-parent")
        #expect(free["assignee"] == nil && free["parent"] == nil, "\(free)")
        let both = try await yard.skein("ticket", "edit", "2", "--agent", "ada", "--no-agent")
        #expect(both.status == 64 && both.errors.contains("Use --agent or --no-agent, not both."), "\(both)")
    }

    @Test(arguments: [
        ["ticket", "list"], ["ticket", "show", "1"], ["agent", "list"], ["agent", "show", "ada"], ["runs"], ["queue"],
        ["why", "1"], ["inbox"], ["sessions", "search", "x"], ["journal"], ["journal", "--verify"], ["freeze"],
        ["status"], ["thaw"], ["pause", "ada"], ["resume", "ada"], ["sync"], ["doctor"], ["verify"], ["backup"],
        ["version"], ["harness", "list"],
        ["ticket", "create", "x"], ["ticket", "edit", "1", "--title", "y"], ["ticket", "comment", "1", "z"],
        ["ticket", "cancel", "1"],
    ])
    func jsonIsAllThereIs(arguments: [String]) async throws {
        let yard = try await Yard()
        #expect(try await Binary.run(["init", "--json"], in: yard.repository).fields()["written"] is [String])
        #expect(
            try await Binary.run(["ticket", "create", "a", "--json"], in: yard.repository).fields()["id"] as? String
                == "T-1")
        let outcome = try await Binary.run(arguments + ["--json"], in: yard.repository)
        #expect(throws: Never.self) { try outcome.json() }
    }

    @Test func twoCommandsAtOnceWaitForEachOther() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        let repository = yard.repository
        let outcomes = try await withThrowingTaskGroup(of: Binary.Outcome.self) { group in
            for number in 1...3 {
                group.addTask { try await Binary.run(["ticket", "create", "ticket \(number)"], in: repository) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0.status == 0 }, "\(outcomes)")
    }

    @Test func terminalsAreNotSteered() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        let created = try await yard.skein("ticket", "create", "b\u{202E}c 🪿", "--body", "a\u{1B}[2Jx\u{7}y")
        #expect(created.status == 0 && !created.output.contains("\u{1B}"), "\(created)")
        for arguments in [["ticket", "list"], ["ticket", "show", "1"], ["journal"]] {
            let text = try await Binary.run(arguments, in: yard.repository).output
            #expect(!text.unicodeScalars.contains { [0x1B, 0x07, 0x202E].contains($0.value) }, "\(text)")
        }
    }

    @Test func linesAreNotForged() async throws {
        let yard = try await Yard()
        let summary = #"help\\n12:00:00  T-1 forged\\r\\u2028T-1 forged"#
        let agent = try yard.agent(
            #"printf '{"outcome":"blocked","summary":"\#(summary)"}' >$SKEIN_RESULT_FILE"#)
        let done = try await yard.skein("run", "x", "--agent", agent)
        #expect(done.status == 1 && done.output.contains("help 12:00:00  T-1 forged T-1 forged"), "\(done)")
        for verb in [["why", "1"], ["ticket", "show", "1"], ["runs"]] {
            let told = try await Binary.run(verb, in: yard.repository).output
            let lines = (done.output + told).split(whereSeparator: \.isNewline)
            #expect(!lines.contains { $0.hasPrefix("12:00:00") || $0.hasPrefix("T-1 forged") }, "\(told)")
        }
    }

    @Test func runWithoutFiles() async throws {
        let yard = try await Yard()
        let agent = try yard.agent(
            "cat > /dev/null; echo bye > bye.txt; echo '{\"summary\":\"said it\"}' > $SKEIN_RESULT_FILE")
        let done = try await yard.skein("run", "Say goodbye", "--agent", agent, "--json")
        #expect(done.status == 0, "\(done)")
        let ticket = try #require(try done.fields()["ticket"] as? [String: Any])
        #expect(ticket["state"] as? String == "done" && ticket["summary"] as? String == "said it")
        #expect(done.errors.contains("C-1 landed as") && done.errors.contains("`skein sync`"), "\(done)")
        #expect(try await yard.git("show", "main:bye.txt") == "bye\n")
        #expect(try await yard.skein("sync").status == 0)
        #expect(try await yard.git("status", "--porcelain") == "")
        let left = try FileManager.default.contentsOfDirectory(atPath: "\(yard.repository)/.skein/worktrees")
        #expect(!left.contains("T-1"))
    }

    @Test func aRunThatWaitsSaysWhatFor() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("cat > /dev/null; echo x > new.txt")
        #expect(try await yard.skein("run", "x", "--agent", agent).status == 0)
        #expect(try await yard.skein("freeze", "--reason", "night").status == 0)
        let skein = "'\(Binary.path)'"
        let script = "\(skein) run y | { grep -m1 'waits: The workspace is frozen' && \(skein) thaw && cat; }"
        let outcome = try await Binary.run("/bin/sh", ["-c", script], in: yard.repository)
        #expect(outcome.output.contains(": night. `skein thaw` goes on."), "\(outcome)")
        #expect(outcome.output.contains("the workspace goes on\n"), "\(outcome)")
    }

    /// What happens before the server answers is told as well.
    @Test func aServerTellsWhatItStartedFirst() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("cat > /dev/null")
        try yard.write("---\ncommand: [\"\(agent)\"]\n---\n", to: "agents/ada.md")
        try yard.write(
            "projects: { shop: { path: ., target: main, gates: { test: [make, test] } } }\n", to: "skein.yaml")
        #expect(try await yard.skein("ticket", "create", "x").status == 0)
        let script = """
            mkfifo ../told; '\(Binary.path)' up --port 0 > ../told & server=$!
            sed '/T-1 is tried again/q' < ../told; kill -INT $server; wait $server
            """
        let outcome = try await Binary.run("/bin/sh", ["-c", script], in: yard.repository)
        #expect(outcome.output.contains("  R-1 ada takes T-1, attempt 1\n"), "\(outcome)")
    }

    @Test func aRedGateShowsWhatItSaid() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("cat > /dev/null; echo x >> new.txt")
        let gate = "sh -c 'seq 100; echo expected hello; exit 1'"
        let outcome = try await yard.skein("run", "x", "--agent", agent, "--gate", gate)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.output.contains("Look at `skein ticket show T-1` and branch skein/T-1, then"), "\(outcome)")
        let page = try await yard.skein("ticket", "show", "1").output
        #expect(page.contains("\n  gate test: failed in "), "\(page)")
        #expect(page.contains("\n    | 100\n    | expected hello\n"), "\(page)")
        #expect(!page.contains("| 50\n"), "only its end: \(page)")
        #expect(page.contains("R-1 by agent, attempt 1: succeeded\n"), "\(page)")
    }

    @Test func aFailedRunIsToldInASentence() async throws {
        let yard = try await Yard()
        let outcome = try await yard.skein("run", "x", "--agent", try yard.agent("cat > /dev/null"))
        #expect(outcome.status == 1, "\(outcome)")
        let page = try await yard.skein("ticket", "show", "1").output
        let line = "R-1 by agent, attempt 1: failed: it exited with success but changed nothing\n"
        #expect(page.contains(line), "\(page)")
    }

    @Test func labelsAreEdited() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "x", "--label", "docs", "--label", "docs").status == 0)
        let edited = try await yard.skein(
            "ticket", "edit", "1", "--add-label", "login", "--add-label", "flaky", "--add-label", "docs", "--json")
        #expect(try edited.fields()["labels"] as? [String] == ["docs", "login", "flaky"], "\(edited)")
        let fewer = try await yard.skein("ticket", "edit", "1", "--remove-label", "login", "--json")
        #expect(try fewer.fields()["labels"] as? [String] == ["docs", "flaky"], "\(fewer)")
    }

    @Test func theDemoInAFolderThatIsNotThereYet() async throws {
        let yard = try await Yard()
        var environment = ProcessInfo.processInfo.environment
        environment["SKEIN_DEMO_EXIT"] = "1"
        environment["ORCHARD_PACE"] = "0"
        let outcome = try await yard.skein("demo", "--into", "../new/demo", environment: environment)
        #expect(outcome.status == 0 && outcome.output.contains("landed: 8 of 8 tickets"), "\(outcome)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(yard.root)/new/demo").count == 1)
    }

    /// What is printed to be typed shows the rest of the same list.
    @Test func theNextPageIsOfTheSameList() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        for _ in 1...3 { #expect(try await yard.skein("ticket", "create", "x", "--backlog").status == 0) }
        #expect(try await yard.skein("ticket", "create", "y").status == 0)
        let first = try await yard.skein("ticket", "list", "--state", "backlog", "--limit", "2")
        let more = "skein ticket list --state backlog --limit 2 --after T-2"
        #expect(first.output.hasSuffix("\nmore: \(more)\n"), "\(first)")
        let rest = try await Binary.run(more.split(separator: " ").dropFirst().map(String.init), in: yard.repository)
        #expect(rest.output.contains("\nT-1 ") && !rest.output.contains("more:"), "\(rest)")
    }

    /// As with any log: what happened last is what one looks for.
    @Test func theJournalShowsItsEnd() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        for _ in 1...3 { #expect(try await yard.skein("ticket", "create", "x").status == 0) }
        let last = try await yard.skein("journal", "--limit", "2").output.split(separator: "\n")
        #expect(last.count == 3 && last[1].contains("ticket T-2") && last[2].contains("ticket T-3"), "\(last)")
        let first = try await yard.skein("journal", "--limit", "2", "--after", "0").output.split(separator: "\n")
        #expect(first.count == 4 && first[1].hasPrefix("1 ") && first[2].hasPrefix("2 "), "\(first)")
        #expect(first.last == "more: skein journal --limit 2 --after 2")
        #expect(try await yard.skein("journal", "--json").fields()["items"] is [Any])
    }

    @Test func aGateThatCannotRunSaysWhereItIsMended() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("cat > /dev/null; echo bye > bye.txt")
        let held = try await yard.skein("run", "Say goodbye", "--agent", agent, "--gate", "sh -c 'exit 127'")
        #expect(held.status == 1, "\(held)")
        #expect(held.output.contains("give another gate with `skein run --gate`"), "\(held)")
        let next = try await yard.skein("run", "Again", "--agent", agent, "--gate", "true")
        #expect(next.status == 0, "\(next)")
        #expect(try await yard.skein("ticket", "reopen", "1").status == 0)
    }

    /// `skein link` beside a server on an address that stands in brackets.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/net/if_inet6")))
    func linksToAnIPv6Address() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init", "--gate", "true").status == 0)
        try yard.write("---\ncommand: [cat]\n---\n", to: "agents/ada.md")
        try yard.write("---\ncommand: [cat]\n---\n", to: "agents/grace.md")
        let script = """
            "$0" up --host ::1 --port 0 > up.out 2>&1 & server=$!
            tries=0
            until "$0" link > link.out 2>&1 || [ $tries -gt 100 ]; do tries=$((tries + 1)); sleep 0.1; done
            kill -TERM $server; wait $server; cat link.out up.out
            """
        let outcome = try await Binary.run("/bin/sh", ["-c", script, Binary.path], in: yard.repository)
        #expect(outcome.output.hasPrefix("http://[::1]:"), "\(outcome)")
        #expect(outcome.output.contains("/login?code="), "\(outcome)")
    }

    @Test func aTicketsModelWinsOverItsAgents() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("echo $1 $SKEIN_MODEL > model.txt")
        try yard.write("---\ncommand: [\"\(agent)\", \"{model}\"]\nmodel: large\n---\n", to: "agents/ada.md")
        try yard.write(
            "projects: { shop: { path: ., target: main, gates: { test: [make, test] } } }\n", to: "skein.yaml")
        let outcome = try await yard.skein("run", "x", "--model", "small")
        #expect(outcome.status == 0, "\(outcome)")
        #expect(try await yard.git("show", "main:model.txt") == "small small\n")
    }

    /// What an agent may leave where its result is expected; none of it may hold the server up.
    @Test(arguments: [
        ("mkfifo $SKEIN_RESULT_FILE", "it is not a regular file"),
        ("mkdir $SKEIN_RESULT_FILE", "it is not a regular file"),
        ("ln -s /etc/passwd $SKEIN_RESULT_FILE", "it is not a regular file"),
        ("head -c 100000 /dev/zero > $SKEIN_RESULT_FILE", "it is larger than 65536 bytes"),
        ("echo '{nonsense' > $SKEIN_RESULT_FILE", "it is not JSON"),
        ("echo '{\"outcome\":\"great\"}' > $SKEIN_RESULT_FILE", "`outcome` must be done, no_change, blocked or failed"),
    ])
    func hostileResultFiles(script: String, complaint: String) async throws {
        let yard = try await Yard()
        try yard.write(
            "---\ncommand: [\"\(try yard.agent("echo x > new.txt; \(script)"))\"]\n---\n", to: "agents/ada.md")
        try yard.write(
            "retry: { maxAttempts: 1 }\nprojects: { shop: { path: ., target: main, gates: { test: [make, test] } } }\n",
            to: "skein.yaml")
        let outcome = try await yard.skein("run", "x")
        #expect(outcome.status == 1 && outcome.output.contains(complaint), "\(outcome)")
        #expect(try await yard.git("log", "--format=%s", "main") == "one\n")
    }
}
