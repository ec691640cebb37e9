import Testing

/// The patterns of the field's guides: real Claude Code and real Codex work with each other by Skein's tools and
/// rules, once with either of them in front. What the last one writes down it was told by Skein, in its brief.
@Suite(
    "Patterns of agents",
    .enabled(if: Subject.toolUsers.count == 2, "needs Claude Code and Codex: make test-agents"),
    .timeLimit(.minutes(5)))
struct PatternTests {
    private static let leads = Subject.toolUsers

    private static func other(_ lead: Subject) -> Subject { lead == .claude ? .codex : .claude }

    /// With words: Codex keeps no empty answer, so a session that goes on would count one too few.
    private static let end = #"{"text": "That is all."}"#

    private static func call(_ tool: String, _ input: String) -> String {
        #"{"tools": [{"call": {"tool": "\#(tool)", "input": {\#(input)}}}]}"#
    }

    private static func quote(_ lines: String, in path: String) -> String {
        #"{"tools": [{"quote": {"path": "\#(path)", "lines": "\#(lines)"}}]}"#
    }

    @Test("sequential: triage, engineer, acknowledgement; the ticket is handed on with a word", arguments: leads)
    func sequential(_ lead: Subject) async throws {
        let handOn = { (to: String, text: String) in Self.call("hand_off", #""to": "\#(to)", "text": "\#(text)""#) }
        let mend = Self.quote("**triage**", in: "total.txt")
        let members = [
            Member("triage", lead, script: "[\(handOn("engineer", "The last line is left out.")), \(Self.end)]"),
            Member("engineer", Self.other(lead), script: "[\(mend), \(handOn("voice", "It counts.")), \(Self.end)]"),
            Member("voice", lead, script: "[\(Self.quote("**engineer**", in: "answer.txt"))]"),
        ]
        try await ServedShop.with(members) { shop in
            try await shop.skein("ticket", "create", "The total is wrong", "--agent", "triage")
            let runs = try await shop.waitUntilDone(["T-1"], runs: ["triage", "engineer", "voice"])
            #expect(runs.map(\.agent) == ["triage", "engineer", "voice"])
            #expect(try await shop.onTarget("total.txt") == "**triage**: The last line is left out.\n")
            #expect(try await shop.onTarget("answer.txt") == "**engineer**: It counts.\n")
        }
    }

    @Test(
        "parallel: three collectors at once; one compiler waits for them, and is told what they found",
        arguments: leads)
    func parallel(_ lead: Subject) async throws {
        let collectors = [("changes", lead), ("tests", Self.other(lead)), ("questions", lead)]
        let members =
            collectors.map { name, subject in
                let found = Self.call("finish", #""outcome": "done", "text": "found by \#(name)""#)
                return Member(name, subject, keys: "type: explore", script: "[\(found), \(Self.end)]")
            } + [Member("writer", Self.other(lead), script: "[\(Self.quote("- T-", in: "week.md"))]")]
        try await ServedShop.with(members) { shop in
            let blockers = ["--blocker", "T-1", "--blocker", "T-2", "--blocker", "T-3"]
            for (name, _) in collectors {
                try await shop.skein("ticket", "create", "Look", "--agent", name, "--backlog")
            }
            try await shop.skein(["ticket", "create", "Report", "--agent", "writer"] + blockers)
            for ticket in ["T-1", "T-2", "T-3"] { try await shop.skein("ticket", "reopen", ticket) }
            let runs = try await shop.waitUntilDone(["T-4"], runs: members.map(\.name))
            let (looks, report) = (runs.dropLast(), try #require(runs.last))
            #expect(looks.allSatisfy { look in looks.allSatisfy { $0.began < look.ended } }, "at once: \(runs)")
            #expect(report.agent == "writer" && looks.allSatisfy { $0.ended <= report.began }, "\(runs)")
            let lines = ["T-1 Look by changes", "T-2 Look by tests", "T-3 Look by questions"]
            let expected = zip(lines, collectors).map { "- \($0) is done: found by \($1.0)\n" }.joined()
            #expect(try await shop.onTarget("week.md") == expected)
        }
    }

    @Test(
        "hierarchical: an orchestrator hands out three parts, is woken once, and makes one answer of them",
        arguments: leads)
    func hierarchical(_ lead: Subject) async throws {
        let parts = [("ada", lead), ("bob", Self.other(lead)), ("cleo", lead)]
        let handOut = parts.map { name, _ in Self.call("create_ticket", #""title": "Part", "assignee": "\#(name)""#) }
        let script = "[\(handOut.joined(separator: ", ")), \(Self.end), \(Self.quote("- T-", in: "answer.md"))]"
        let members =
            parts.map { name, subject in
                let write = #"{"tools": [{"write": {"path": "\#(name).txt", "content": "\#(name)\n"}}]}"#
                return Member(
                    name, subject, keys: "manager: lead", script: #"[\#(write), {"text": "Made by \#(name)."}]"#)
            } + [Member("lead", Self.other(lead), keys: "type: plan", script: script)]
        try await ServedShop.with(members) { shop in
            try await shop.skein("ticket", "create", "Build it", "--agent", "lead")
            let runs = try await shop.waitUntilDone(["T-1"], runs: members.map(\.name) + ["lead"])
            #expect(runs.first?.agent == "lead" && runs.last?.agent == "lead")
            var expected = ""
            for (number, (name, _)) in parts.enumerated() {
                #expect(try await shop.onTarget("\(name).txt") == "\(name)\n")
                expected += "- T-\(number + 2) Part by \(name) is done: Made by \(name).\n"
            }
            #expect(try await shop.onTarget("answer.md") == expected)
        }
    }

    @Test("event-driven: what is done is announced, because a rule says so", arguments: leads)
    func eventDriven(_ lead: Subject) async throws {
        let members = [
            Member(
                "engineer", lead,
                script: #"[{"tools": [{"write": {"path": "sum.txt", "content": "3\n"}}]}, {"text": "It adds up."}]"#),
            Member("herald", Self.other(lead), script: "[\(Self.quote("News:", in: "news.md"))]"),
        ]
        let rule = """
            on:
              announce:
                event: ticket.done
                where: { agent: engineer }
                ticket: { title: "Announce {title}", text: "News: {ticket} is done. {summary}", assignee: herald }

            """
        try await ServedShop.with(members, yaml: rule) { shop in
            try await shop.skein("ticket", "create", "Add", "--agent", "engineer")
            let runs = try await shop.waitUntilDone(["T-1", "T-2"], runs: ["engineer", "herald"])
            #expect(runs.map(\.ticket) == ["T-1", "T-2"])
            #expect(try await shop.onTarget("sum.txt") == "3\n")
            #expect(try await shop.onTarget("news.md") == "News: T-1 is done. It adds up.\n")
        }
    }
}
