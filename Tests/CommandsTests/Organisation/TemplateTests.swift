import Foundation
import Testing

/// Every organisation of `skein init --template`, run by a server with agents that are scripts: what is asked of the
/// first goes through all of them to its end.
@Suite(.timeLimit(.minutes(5))) struct TemplateTests {
    /// The workspace of a template whose agents are a script: a `case` on `$SKEIN_AGENT`, with `tool`, `end` and the
    /// brief in `$prompt`.
    private func scene(_ template: String, _ cases: String) async throws -> Yard {
        let yard = try await Yard()
        let outcome = try await yard.skein("init", "--template", template, "--harness", "claude")
        #expect(outcome.status == 0 && outcome.output.contains("next: look at agents/"), "\(outcome)")
        let script = try yard.agent(
            """
            end() { printf '{"outcome":"no_change","summary":"%s"}' "$1" > "$SKEIN_RESULT_FILE"; exit 0; }
            tool() { "$SKEIN_PROGRAM" tool "$@" || exit 9; }
            prompt=$(cat)
            case "$SKEIN_AGENT" in
            \(cases)
            *) exit 8 ;;
            esac
            """)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(yard.repository)/agents") {
            let path = "\(yard.repository)/agents/\(name)"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try yard.write(text.replacing("harness: claude", with: "command: [\"\(script)\"]"), to: "agents/\(name)")
        }
        return yard
    }

    /// Writes a ticket that names no agent, and serves until as many tickets as are wanted are done.
    private func work(_ yard: Yard, _ count: Int, labels: [String] = []) async throws {
        let ask = ["ticket", "create", "Sell pears"] + labels.flatMap { ["--label", $0] }
        #expect(try await Binary.run(ask, in: yard.repository).status == 0)
        try await finish(yard, count)
    }

    private func finish(_ yard: Yard, _ count: Int) async throws {
        try await yard.serve {
            try await yard.until {
                let list = try await yard.skein("ticket", "list", "--state", "done", "--json").fields()
                return (list["items"] as? [Any])?.count == count
            }
        }
        let open = try await yard.skein(
            "ticket", "list", "--state", "backlog,todo,in_progress,merging,blocked", "--json")
        #expect((try open.fields()["items"] as? [Any])?.isEmpty == true, "\(open)")
        #expect(try await yard.skein("journal", "--verify").status == 0)
    }

    @Test func solo() async throws {
        let yard = try await scene("solo", "ada) echo pears > fruit.txt ;;")
        try await work(yard, 1)
        #expect(try await yard.git("show", "main:fruit.txt") == "pears\n")
    }

    @Test("what lands is reviewed, what the review finds is mended, and that is reviewed too")
    func pair() async throws {
        let yard = try await scene(
            "pair",
            """
            ada) echo "$SKEIN_TICKET_TITLE" >> fruit.txt ;;
            grace) case "$SKEIN_TICKET_TITLE $prompt" in
                *"What was handed out"*) end "mended" ;;
                "Review T-1"*) tool create_ticket title="Mend the pears" assignee=ada; end "one thing" ;;
                *) end "fine" ;;
                esac ;;
            """)
        try await work(yard, 4)
        #expect(try await yard.git("show", "main:fruit.txt") == "Sell pears\nMend the pears\n")
        let rules = try await yard.skein("rules").output
        #expect(rules.contains("review") && rules.contains("2 "), "\(rules)")
    }

    @Test("the lead's parts are done at once and in their order, and the lead hears of all of them")
    func softwareTeam() async throws {
        let yard = try await scene(
            "software-team",
            """
            lead) case $prompt in
                *"What was handed out"*) printf '%s' "$prompt" > report.txt ;;
                *) for name in ada bob cleo; do tool create_ticket title="Part of $name" assignee=$name; done
                    tool create_ticket title="Try it" assignee=quinn after=T-2,T-3,T-4
                    tool create_ticket title="Describe it" assignee=dora after=T-5
                    end "divided" ;;
                esac ;;
            ada|bob|cleo) echo "$SKEIN_AGENT" > "$SKEIN_AGENT.txt" ;;
            quinn) cat ada.txt bob.txt cleo.txt > tried.txt || exit 7 ;;
            dora) wc -l < tried.txt > described.txt || exit 7 ;;
            """)
        try await work(yard, 6)
        #expect(try await yard.git("show", "main:described.txt").contains("3"))
        let report = try await yard.git("show", "main:report.txt")
        for part in 2...6 { #expect(report.contains("- T-\(part) "), "\(report)") }
    }

    @Test("a goal with the label is announced when it is reached, and none without it")
    func company() async throws {
        let cases = """
            ceo) case $prompt in
                *"What was handed out"*) end "pears are sold" ;;
                *) tool create_ticket title="Build" assignee=ada
                    tool create_ticket title="Sell" assignee=bob
                    tool create_ticket title="Try" assignee=quinn after=T-2,T-3
                    end "divided" ;;
                esac ;;
            ada|bob) echo "$SKEIN_AGENT" > "$SKEIN_AGENT.txt" ;;
            quinn) test -f ada.txt && test -f bob.txt || exit 7; end "tried" ;;
            mara) mkdir announcements; printf '%s' "$prompt" > announcements/pears.md ;;
            """
        let yard = try await scene("company", cases)
        try await work(yard, 5, labels: ["announce"])
        #expect(try await yard.git("show", "main:announcements/pears.md").contains("T-1 is reached: pears are sold"))
        let schedules = try await yard.skein("schedule", "list").output
        #expect(schedules.contains("plan") && schedules.contains("0 8 * * mon UTC"), "\(schedules)")
    }

    @Test("a report goes through engineering to the customer, in this order")
    func supportDesk() async throws {
        let yard = try await scene(
            "support-desk",
            """
            triage) case $prompt in
                *"What was handed out"*) end "answered" ;;
                *) tool create_ticket title="Mend the pears" assignee=engineer
                    tool create_ticket title="Answer" assignee=voice after=T-2
                    end "a defect" ;;
                esac ;;
            engineer) echo mended > fruit.txt ;;
            voice) mkdir answers; cat fruit.txt > "answers/$SKEIN_TICKET.md" || exit 7 ;;
            """)
        try await work(yard, 3)
        #expect(try await yard.git("show", "main:answers/T-3.md") == "mended\n")
    }

    @Test("a customer hears of it when engineering cannot go on")
    func supportDeskDelayed() async throws {
        let yard = try await scene(
            "support-desk",
            """
            triage) tool create_ticket title="Mend the pears" assignee=engineer wait=false; end "a defect" ;;
            engineer) printf '{"outcome":"blocked","summary":"no pears"}' > "$SKEIN_RESULT_FILE" ;;
            voice) mkdir answers; printf '%s' "$prompt" > answers/late.md ;;
            """)
        #expect(try await yard.skein("ticket", "create", "No pears").status == 0)
        try await yard.serve { try await yard.until { try await yard.isDone("T-3") } }
        #expect(
            try await yard.git("show", "main:answers/late.md")
                .contains("Engineering cannot go on with Mend the pears: no pears"))
    }

    @Test("the schedule's ticket has three collectors at work at once, and one report")
    func weeklyReport() async throws {
        // Each collector waits until all three are at work: one after the other would never end.
        let yard = try await scene(
            "weekly-report",
            """
            writer) case $prompt in
                *"What was handed out"*) mkdir reports; printf '%s' "$prompt" > reports/week.md ;;
                *) for name in changes tests questions; do tool create_ticket title="Look" assignee=$name; done
                    end "collecting" ;;
                esac ;;
            changes|tests|questions) together=$(dirname "$0")/together; mkdir -p "$together"
                touch "$together/$SKEIN_AGENT"; tries=0
                until [ "$(ls "$together" | wc -l)" = 3 ]; do
                    tries=$((tries + 1)); [ $tries -gt 200 ] && exit 7; sleep 0.1; done
                tool comment text="Seen by $SKEIN_AGENT"; end "found by $SKEIN_AGENT" ;;
            """)
        let written = try await yard.skein("schedule", "run", "report")
        #expect(written.status == 0 && written.output.contains("T-1 Report of week 20"), "\(written)")
        try await finish(yard, 4)
        let report = try await yard.git("show", "main:reports/week.md")
        for name in ["changes", "tests", "questions"] { #expect(report.contains("found by \(name)"), "\(report)") }
    }

    @Test func whatThereIs() async throws {
        let yard = try await Yard()
        let list = try await yard.skein("init", "--list-templates")
        for name in ["solo", "pair", "software-team", "company", "support-desk", "weekly-report"] {
            #expect(list.output.contains(name))
        }
        let wrong = try await yard.skein("init", "--template", "softwareteam")
        #expect(wrong.status == 3 && wrong.errors.contains("did you mean software-team?"), "\(wrong)")
        let harness = try await yard.skein("init", "--template", "solo", "--harness", "clod")
        #expect(harness.status == 2 && harness.errors.contains("There is no harness clod"), "\(harness)")
        #expect(!FileManager.default.fileExists(atPath: "\(yard.repository)/skein.yaml"))
    }
}
