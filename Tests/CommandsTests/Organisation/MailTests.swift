import Foundation
import Testing

/// Real processes: agents that are scripts write to each other, ask, and hand over.
@Suite(.timeLimit(.minutes(3))) struct MailTests {
    /// - Parameter scripts: what each agent does with its `$prompt`, by its name; `end WORDS` ends without a change.
    private func scene(_ scripts: [String: String]) async throws -> Yard {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        try FileManager.default.removeItem(atPath: "\(yard.repository)/agents/grace.md")
        let result = #"printf '{"outcome":"no_change","summary":"%s"}' "$1" > "$SKEIN_RESULT_FILE""#
        for (name, script) in scripts {
            let text = """
                #!/bin/sh
                tool() { "$SKEIN_PROGRAM" tool "$@" >> "$SKEIN_RUN_FOLDER/said.txt" 2>&1; }
                end() { \(result); exit 0; }
                prompt=$(cat)
                \(script)
                """
            try yard.write(text + "\n", to: "../\(name)", mode: 0o755)
            try yard.write("---\ncommand: [\(yard.root)/\(name)]\n---\n", to: "agents/\(name).md")
        }
        return yard
    }

    private func count(_ words: String, _ yard: Yard, _ verb: String) async throws -> Int {
        try await yard.skein(verb).output.components(separatedBy: words).count - 1
    }

    @Test("two agents that thank each other for ever stop at the limit, and a person is asked, who lets it go on")
    func circle() async throws {
        let thanks = { (other: String) in "tool message to=\(other) text='Thank you!'; end thanked" }
        let yard = try await scene(["ada": thanks("bob"), "bob": thanks("ada")])
        try await yard.serve {
            #expect(try await yard.skein("message", "ada", "Thank bob for the review.").status == 0)
            try await yard.until { try await yard.skein("inbox").output.contains("wake each other again and again") }
            try await yard.until { try await count("running", yard, "runs") == 0 }
            let inbox = try await yard.skein("inbox").output
            #expect(inbox.contains("ada → bob → ada → bob") && inbox.contains("continue | stop"), "\(inbox)")
            // A person's word, and three rounds after it.
            #expect(try await count("succeeded", yard, "runs") == 8)
            #expect(try await count(", dead", yard, "mail") == 1)
            let request = try #require(inbox.firstMatch(of: /Q-\d+/)).output
            #expect(try await yard.skein("answer", String(request), "continue").status == 0)
            try await yard.until { try await count("succeeded", yard, "runs") > 8 }
        }
    }

    @Test("what one agent asks another is answered by it, and the ticket goes on with the answer")
    func asks() async throws {
        let yard = try await scene([
            "ada": """
            case $prompt in
            *"bob answered: green"*) echo green > colour.txt ;;
            *) tool ask question="Which colour?" options=red,green to=bob; end asked ;;
            esac
            """,
            "bob": """
            question=$(printf '%s' "$prompt" | grep -o 'Q-[0-9]*' | head -1)
            tool message to="$question" text=green; end answered
            """,
        ])
        #expect(try await yard.skein("ticket", "create", "Paint", "--agent", "ada").status == 0)
        try await yard.serve { try await yard.until { try await yard.isDone("T-1") } }
        #expect(try await yard.git("show", "main:colour.txt") == "green\n")
        let mail = try await yard.skein("mail").output
        #expect(mail.contains("ada to bob on T-1, acted"), "\(mail)")
        #expect(try await yard.skein("verify").status == 0)
    }

    @Test("a person answers in one word, and the ticket that waited goes on at once")
    func person() async throws {
        let yard = try await scene([
            "ada": """
            case $prompt in
            *"answered: 8080"*) echo 8080 > port.txt ;;
            *) tool progress text="looking for a port"; tool ask question="Which port?"; end asked ;;
            esac
            """
        ])
        #expect(try await yard.skein("ticket", "create", "Listen", "--agent", "ada").status == 0)
        try await yard.serve {
            try await yard.until { try await yard.skein("why", "T-1").output.contains("Q-1 waits for an answer") }
            #expect(try await yard.skein("answer", "Q-1", "8080").status == 0)
            try await yard.until { try await yard.isDone("T-1") }
        }
        #expect(try await yard.git("show", "main:port.txt") == "8080\n")
    }

    @Test("a ticket is handed over with a brief and what was done so far; the next agent lands it")
    func handsOver() async throws {
        let yard = try await scene([
            "ada": "echo design > plan.txt; tool hand_off to=bob text='The plan is in plan.txt.'",
            "bob": """
            case $prompt in *"The plan is in plan.txt."*) cat plan.txt > built.txt ;; *) exit 9 ;; esac
            """,
        ])
        #expect(try await yard.skein("ticket", "create", "Build", "--agent", "ada").status == 0)
        try await yard.serve { try await yard.until { try await yard.isDone("T-1") } }
        #expect(try await yard.git("show", "main:built.txt") == "design\n")
        #expect(try await yard.git("show", "main:plan.txt") == "design\n")
    }

    @Test("an agent proposes another; when a person says yes, it exists and works")
    func hires() async throws {
        let yard = try await scene([
            "ada": """
            case $SKEIN_TICKET_TITLE in
            Grow) file="$SKEIN_RUN_FOLDER/dora.md"
              printf -- '---\\ncommand: [%s]\\n---\\nYou paint.\\n' "$(dirname "$0")/dora" > "$file"
              tool hire name=dora file=@"$file"; end asked ;;
            esac
            """
        ])
        try yard.write("#!/bin/sh\ncat > /dev/null\necho red > fence.txt\n", to: "../dora", mode: 0o755)
        let file = "---\ncommand: [\(yard.root)/ada]\nmayHire: true\n---\n"
        try yard.write(file, to: "agents/ada.md")
        #expect(try await yard.skein("ticket", "create", "Grow", "--agent", "ada").status == 0)
        try await yard.serve {
            try await yard.until { try await yard.skein("inbox").output.contains("ada proposes to hire dora") }
            #expect(try await yard.skein("inbox").output.contains("You paint."))
            #expect(try await yard.skein("ticket", "create", "Paint", "--agent", "dora").status != 0)
            #expect(try await yard.skein("answer", "Q-1", "allow").status == 0)
            try await yard.until { try await yard.skein("ticket", "create", "Paint", "--agent", "dora").status == 0 }
            try await yard.until { try await yard.isDone("T-2") }
        }
        #expect(try await yard.git("show", "main:fence.txt") == "red\n")
    }
}
