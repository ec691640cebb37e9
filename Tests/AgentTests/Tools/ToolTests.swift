import Testing

/// Real agents and Skein's tools, with nothing in between that is ours but `skein mcp`.
@Suite("Skein's tools in real agents", .timeLimit(.minutes(3)))
struct ToolTests {
    /// It reads its ticket, says something, hands out a part and leaves a file.
    private static let script = #"""
        ```script
        [{"tools": [{"call": {"tool": "context", "input": {}}}]},
         {"tools": [{"call": {"tool": "comment", "input": {"text": "I have read it."}}}]},
         {"tools": [{"call": {"tool": "create_ticket", "input": {"title": "A part", "wait": false, "text":
           "```script\n[{\"tools\": [{\"write\": {\"path\": \"part.txt\", \"content\": \"part\\n\"}}]}]\n```"}}}]},
         {"tools": [{"write": {"path": "whole.txt", "content": "whole\n"}}]},
         {"text": "Done."}]
        ```
        """#

    @Test("are listed and used, with nobody asked first", arguments: Subject.toolUsers)
    func used(_ subject: Subject) async throws {
        try await ServedShop.with(subject) { shop in
            try await shop.skein("ticket", "create", "Divide it", "--agent", "ada", "--body", Self.script)
            let whole = try await shop.waitUntilDone("T-1")
            #expect(whole.contains("I have read it."))
            let part = try await shop.waitUntilDone("T-2")
            #expect(part.contains(#""title" : "A part""#) && part.contains(#""parent" : "T-1""#))
            #expect(try await shop.git("show", "main:part.txt") == "part\n")
            let journal = try await shop.skein("journal")
            #expect(journal.contains("agent:ada/R-1"), "the run is named: \(journal)")

            let asked = try shop.asked()
            let tools = try await shop.skein("tool").split(separator: "\n").filter { !$0.hasPrefix(" ") }
            let names = tools.compactMap { $0.split(separator: " ").first.map(String.init) }
            // Codex has the model search, and shows what fits.
            let expected = subject == .codex ? ["context", "comment", "create_ticket"] : names
            try #require(expected.count >= 3)
            for name in expected {
                let listed = asked.contains { $0.contains("mcp__skein") && $0.contains("\(name)\"") }
                #expect(listed, "\(name) was not offered")
            }
            #expect(asked.contains { $0.contains("You are ada, on T-1") }, "what `context` says came to the model")
            #expect(asked.contains { $0.contains("T-2 is handed out") })
        }
    }
}
