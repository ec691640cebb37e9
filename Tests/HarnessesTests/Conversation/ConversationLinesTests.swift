import Foundation
import Testing
import Wire

@Suite("a conversation as lines") struct ConversationLinesTests {
    /// The lines of a log of events, and what is said at its end.
    private func lines(_ log: String) -> [String] {
        var renderer = ConversationLines()
        return log.split(separator: "\n").compactMap { RunEventBody(line: Data($0.utf8)) }
            .flatMap { renderer.lines($0) } + renderer.end
    }

    @Test func aWholeConversation() {
        let usage = #"{"inputTokens":12,"outputTokens":3,"cacheReadTokens":5,"cacheWriteTokens":0,"costUSD":0.02}"#
        let log = #"""
            {"at":1,"type":"session_started","id":"s-1","name":"opus"}
            {"at":2,"type":"turn_started"}
            {"at":3,"type":"reasoning","text":"First look."}
            {"at":4,"type":"text","text":"I shall\nlook."}
            {"at":5,"type":"tool_started","id":"1","name":"Bash","target":"make test"}
            {"at":6,"type":"asked","id":"p","kind":"execute","name":"Bash: make test","text":"make test"}
            {"at":7,"type":"answered","id":"p","answer":"allow"}
            {"at":8,"type":"tool_finished","id":"1","isError":true,"bytes":10}
            {"at":9,"type":"said","text":"mind the tabs","delivery":"same_turn"}
            {"at":10,"type":"file_changed","target":"a.txt"}
            {"at":11,"type":"plan","steps":[{"text":"look","state":"done"},{"text":"do","state":"active"}]}
            {"at":12,"type":"used","usage":\#(usage)}
            {"at":13,"type":"retrying","kind":"overloaded","text":"HTTP 529"}
            {"at":14,"type":"warning","text":"the plan limit is near"}
            {"at":15,"type":"turn_ended","outcome":"failed","kind":"quota","text":"no credit"}
            {"at":16,"type":"news","text":"of a newer server"}
            half a line
            """#
        #expect(
            lines(log) == [
                "session s-1 (opus)", "  ~ First look.", "  I shall", "  look.", "▸ Bash make test",
                "? Bash: make test", "    make test", "? Bash: make test: allowed", "✗ Bash failed",
                "> mind the tabs", "✎ a.txt", "  [x] look", "  [>] do", "! tries again: overloaded HTTP 529",
                "! the plan limit is near", "turn ended: failed (quota) no credit",
                "tokens: 12 read, 3 written, 5 from cache, $0.0200",
            ])
    }

    /// Nothing that an agent says steers the terminal, or looks like a line of ours.
    @Test func whatAnAgentSaysStaysItsOwn() {
        let log = #"""
            {"at":1,"type":"text","text":"a\r\nturn ended: completed\n\u001b[2J\u009b1m"}
            {"at":2,"type":"tool_started","id":"1","name":"B\nash","target":"x\n? allow\ty"}
            {"at":3,"type":"asked","id":"p","kind":"question","name":"q\u202eabc","text":""}
            """#
        #expect(
            lines(log) == [
                "  a", "  turn ended: completed", "  \u{FFFD}[2J\u{FFFD}1m", "▸ B ash x ? allow y", "? q\u{FFFD}abc",
            ])
    }

    @Test func aLongTextIsCut() {
        let text = String(repeating: "line\\n", count: 1000)
        let shown = lines("{\"at\":1,\"type\":\"text\",\"text\":\"\(text)\"}")
        #expect(shown.count == 401 && shown.last == "  … 600 more lines")
    }
}
