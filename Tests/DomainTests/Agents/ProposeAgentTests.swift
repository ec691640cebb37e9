import Testing

@testable import Domain

@Suite("An agent proposes another")
struct ProposeAgentTests {
    private let claim = RunClaim(run: Given.run, token: Given.token)

    private func propose(
        _ name: String = "dora", file: String = "---\nharness: claude\n---", mayHire: Bool = true,
        isTaken: Bool = false, open: [Request] = []
    ) throws -> [Event] {
        var agent = Given.agent()
        agent.definition.mayHire = mayHire
        return try ProposeAgent(claim, name: name, file: file).decide(
            .init(
                standing: Standing(run: Given.run(), agent: agent, relation: .own), isTaken: isTaken, open: open,
                next: Request.ID(number: 1)), at: Given.now)
    }

    private func request(_ events: Request.Event...) throws -> Request {
        var request = Request(id: Request.ID(number: 1))
        for case .request(_, let event) in try propose() { request.apply(event, at: Given.now) }
        for event in events { request.apply(event, at: Given.now) }
        return request
    }

    @Test("is a request that outlives the run; the same again is the same request")
    func asked() throws {
        let asked = try request()
        #expect(asked.content.title == "ada proposes to hire dora" && asked.terms.outlivesRun)
        #expect(try propose(open: [asked]) == [])
        #expect(rejection { try propose(file: "other", open: [asked]) } == .nameTaken)
    }

    @Test("is refused to who may not, and when nothing could come of it")
    func refused() {
        #expect(rejection { try propose(mayHire: false) } == .notAllowed)
        #expect(rejection { try propose("../x") } == .badName)
        #expect(rejection { try propose(isTaken: true) } == .nameTaken)
        #expect(rejection { try propose(file: String(repeating: "x", count: 13_000)) } == .textTooLong)
    }

    @Test("who is hired a person said yes to, and nobody else")
    func hired() throws {
        let yes = try request(.answered(answer: .allow, by: "mara")).hired
        #expect(yes?.agent == Agent.ID(name: "dora") && yes?.file == "---\nharness: claude\n---")
        #expect(try request().hired == nil)
        #expect(try request(.answered(answer: .deny(reason: ""), by: "mara")).hired == nil)
        let answer = { (answer: AgentAnswer) in
            try AnswerRequest(request: Request.ID(number: 1), answer: answer, person: "mara").decide(
                .init(request: try request(), run: nil), at: Given.now)
        }
        #expect(try answer(.allow).count == 1)
        #expect(rejection { try answer(.allowAlways) } == .answerUnfit)
    }
}
