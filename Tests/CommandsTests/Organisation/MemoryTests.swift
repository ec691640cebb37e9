import Foundation
import Testing

/// Real processes: what an agent keeps in one run, and has in the next.
@Suite(.timeLimit(.minutes(3))) struct MemoryTests {
    @Test("a note is a file, a commit, an event without its text, the beginning of the next run, and found")
    func nextRun() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        let agent = try yard.agent(
            """
            cat > "prompt-$SKEIN_TICKET.txt"
            "$SKEIN_PROGRAM" tool remember name=testing text="Mind the umlauts: $SKEIN_TICKET" || exit 9
            "$SKEIN_PROGRAM" tool search query=umlauts > "found-$SKEIN_TICKET.txt" || exit 9
            "$SKEIN_PROGRAM" tool search query=memory/grace/own > "other-$SKEIN_TICKET.txt" || exit 9
            """)
        try yard.write("---\ncommand: [\(agent)]\n---\n", to: "agents/ada.md")
        try yard.write("Grace's own.\n", to: "memory/grace/own.md")
        try yard.write("# Lunch\nThe second greeting is served at noon.\n", to: "knowledge/lunch.md")
        #expect(try await yard.skein("ticket", "create", "First", "--agent", "ada").status == 0)
        #expect(
            try await yard.skein("ticket", "create", "Second greeting", "--agent", "ada", "--blocker", "T-1").status
                == 0)
        try await yard.serve {
            try await yard.until { try await yard.isDone("T-2") }
            try await yard.until { try await yard.skein("search", "noon").output.contains("knowledge/lunch") }
        }
        let prompt = try await yard.git("show", "main:prompt-T-2.txt")
        #expect(
            prompt.hasPrefix("# What you know\n\n## memory/ada/testing\n\nMind the umlauts: T-1\n\n## knowledge/lunch"))
        #expect(!prompt.contains("Grace"))
        let found = try await yard.git("show", "main:found-T-2.txt")
        #expect(found.hasPrefix("- memory/ada/testing Mind the umlauts: T-1"), "\(found)")
        #expect(try await yard.git("show", "main:other-T-2.txt").contains("Grace") == false)
        // Work lands on the branch that is checked out: notes are committed beside it.
        let log = try await yard.git("log", "--format=%an %s", "refs/skein/memory")
        #expect(log == "ada Keep testing (R-2 on T-2)\nada Keep testing (R-1 on T-1)\n")
        let list = try await yard.skein("memory", "ada")
        #expect(list.output.contains("memory/ada/testing  43"), "\(list)")
        #expect(try await yard.skein("memory", "memory/ada/testing").output.contains("Mind the umlauts: T-2"))
        #expect(try await yard.skein("memory", "memory/ada/none").status == 3)
        let journal = try await yard.skein("journal", "--json", "--limit", "100").output
        #expect(journal.contains("remembered") && !journal.contains("Mind the umlauts"))
        let search = try await yard.skein("search", "umlauts", "--json").fields()
        let hits = try #require(search["items"] as? [[String: Any]])
        #expect(hits.first?["id"] as? String == "memory/ada/testing")
        #expect(try await yard.skein("verify").status == 0)
    }
}
