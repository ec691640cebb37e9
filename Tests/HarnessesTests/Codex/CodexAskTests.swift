import Domain
import Testing
import Wire

@testable import Harnesses

@Suite("Codex: what it asks")
struct CodexAskTests {
    private func asked(_ talk: inout CodexTalk, _ method: String, _ parameters: String) -> [AgentRequest] {
        let effects = talk.hear(#"{"id":0,"method":"\#(method)","params":\#(parameters)}"#)
        return effects.events.compactMap { if case .asked(let request) = $0 { request } else { nil } }
    }

    private let command =
        #"""
        {"threadId":"T","turnId":"A","command":"bash -lc 'ls /'","reason":"why","availableDecisions":
        ["accept",{"acceptWithExecpolicyAmendment":{"execpolicy_amendment":["ls","/"]}}]}
        """#

    @Test(
        "decisions",
        arguments: [
            (AgentAnswer.allow, JSONValue.string("accept")), (.allowAlways, "acceptForSession"),
            (.deny(reason: "no"), "decline"), (.reply(text: "cancel"), "cancel"), (.reply(text: "what?"), "decline"),
            (
                .reply(text: "acceptWithExecpolicyAmendment/4"),
                ["acceptWithExecpolicyAmendment": ["execpolicy_amendment": ["ls", "/"]]] as JSONValue
            ),
        ])
    func decides(answer: AgentAnswer, decision: JSONValue) {
        var talk = CodexTalk.running()
        let request = asked(&talk, "item/commandExecution/requestApproval", command)[0]
        #expect(request.kind == .execute)
        #expect(request.detail == "why\nbash -lc 'ls /'")
        let effects = talk.dialect.answer("0", answer)
        #expect(effects.events == [.answered(request: "0", answer: answer)])
        #expect(effects.sent == [["id": 0, "result": ["decision": decision]]])
    }

    @Test("a second or unknown answer has no effect")
    func answersOnce() {
        var talk = CodexTalk.running()
        _ = asked(&talk, "item/commandExecution/requestApproval", command)
        #expect(talk.dialect.answer("1", .allow).isEmpty)
        #expect(talk.dialect.answer("0", .allow).count == 2)
        #expect(talk.dialect.answer("0", .deny(reason: "")).isEmpty)
        #expect(talk.note("serverRequest/resolved", #"{"threadId":"T","requestId":0}"#).isEmpty)
    }

    @Test("what is taken back, or ends with its turn, is closed")
    func isTakenBack() {
        var talk = CodexTalk.running()
        _ = asked(&talk, "item/commandExecution/requestApproval", command)
        let events = talk.note("serverRequest/resolved", #"{"threadId":"T","requestId":0}"#).events
        #expect(events == [.answered(request: "0", answer: nil)])
        _ = asked(&talk, "item/commandExecution/requestApproval", command)
        let end = talk.turnEnds("A", "interrupted").events
        #expect(end == [.answered(request: "0", answer: nil), .turnEnded(.interrupted)])
        #expect(talk.dialect.answer("0", .allow).isEmpty)
    }

    @Test("a command that wants the network is a fetch")
    func fetches() {
        var talk = CodexTalk.running()
        let parameters = #"{"turnId":"A","command":"curl x","networkApprovalContext":{"host":"example.org"}}"#
        let request = asked(&talk, "item/commandExecution/requestApproval", parameters)[0]
        #expect(request.kind == .fetch)
        #expect(request.title == "reach example.org")
    }

    @Test("wider permissions are given as they were asked for, or not at all")
    func widens() {
        let parameters = #"{"turnId":"A","reason":"docs","permissions":{"network":{"enabled":true},"fileSystem":null}}"#
        let granted: JSONValue = ["network": ["enabled": true]]
        for (answer, permissions, scope) in [
            (AgentAnswer.allow, granted, JSONValue.string("turn")), (.allowAlways, granted, "session"),
            (.deny(reason: ""), [:], "turn"),
        ] {
            var talk = CodexTalk.running()
            #expect(asked(&talk, "item/permissions/requestApproval", parameters)[0].kind == .fetch)
            let sent = talk.dialect.answer("0", answer).sent
            #expect(sent == [["id": 0, "result": ["permissions": permissions, "scope": scope]]])
        }
    }

    @Test("several questions are asked one by one and answered together")
    func asksQuestions() {
        var talk = CodexTalk.running()
        let parameters = #"{"turnId":"A","questions":[{"id":"a","question":"A?"},{"id":"b","question":"B?"}]}"#
        let requests = asked(&talk, "item/tool/requestUserInput", parameters)
        #expect(requests.map(\.id) == ["0/a", "0/b"])
        #expect(talk.dialect.answer("0/b", .reply(text: "2")).sent.isEmpty)
        #expect(talk.dialect.answer("0/b", .reply(text: "3")).isEmpty)
        let answers: JSONValue = ["a": ["answers": []], "b": ["answers": ["2"]]]
        #expect(talk.dialect.answer("0/a", .deny(reason: "")).sent == [["id": 0, "result": ["answers": answers]]])
    }

    @Test("a form is filled with values of its types; one without fields asks for a yes")
    func elicits() {
        var talk = CodexTalk.running()
        let schema = #"{"type":"object","properties":{"n":{"type":"integer"},"ok":{"type":"boolean"}}}"#
        _ = asked(&talk, "mcpServer/elicitation/request", #"{"message":"M","requestedSchema":\#(schema)}"#)
        _ = talk.dialect.answer("0/n", .reply(text: "4"))
        let form = talk.dialect.answer("0/ok", .reply(text: "yes")).sent[0].result
        #expect(form == ["action": "accept", "content": ["n": 4, "ok": true], "_meta": nil])
        let page = asked(&talk, "mcpServer/elicitation/request", #"{"serverName":"orch","mode":"url","url":"u"}"#)[0]
        #expect(page.kind == .other)
        #expect(talk.dialect.answer("0", .deny(reason: "")).sent[0].result?.action?.text == "decline")
    }

    @Test("what is not served is refused", arguments: ["item/tool/call", "currentTime/read", "brand/new"])
    func isNotServed(method: String) {
        var talk = CodexTalk.running()
        let sent = talk.hear(#"{"id":"q","method":"\#(method)","params":{}}"#).sent
        #expect(sent.count == 1)
        #expect(sent[0].id == "q")
        #expect(sent[0].error?.code?.count == -32601)
    }
}
