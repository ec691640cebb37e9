import Testing

@testable import Domain

@Suite("A message to an agent")
struct SendMessageTests {
    private let ada = Given.ada
    private let bob = Agent.ID(name: "bob")
    private let claim = RunClaim(run: Given.run, token: Given.token)

    private func slice(
        _ chain: [Agent.ID] = [], chart: Chart = Chart(managers: [:]), known: Message? = nil, waiting: Int = 0,
        isAsked: Bool = false
    ) -> SendMessage.Slice {
        var run = Given.run()
        run.chain = chain
        return SendMessage.Slice(
            post: PostOffice(
                recipient: Given.agent(bob), next: Message.ID(number: 1), waiting: waiting, rounds: 3,
                nextRequest: Request.ID(number: 1), isAsked: isAsked),
            standing: Standing(run: run, agent: Given.agent(), relation: .own), chart: chart, knownAgents: [ada, bob],
            known: known, ticketExists: true)
    }

    private func send(_ slice: SendMessage.Slice, to: Agent.ID? = nil, _ text: String = "done") throws -> [Event] {
        try SendMessage(.run(claim), to: to ?? bob, text: text).decide(slice, at: Given.now)
    }

    @Test("says who wrote it, about what, and whose runs led to it")
    func sent() throws {
        guard case .message(_, .sent(let content))? = try send(slice([bob])).first else { return }
        #expect(content.from == "ada" && content.to == bob && content.ticket == Given.one)
        #expect(content.chain == [bob, ada] && content.expiresAt == Given.now + .hours(7 * 24))
        let person = try SendMessage(.person("mara"), to: bob, text: "hello").decide(slice([bob]), at: Given.now)
        guard case .message(_, .sent(let letter))? = person.first else { return }
        #expect(letter.from == "mara" && letter.chain == [], "a person begins anew")
    }

    @Test("said twice in a run is said once")
    func twice() throws {
        #expect(try send(slice(known: Message(id: Message.ID(number: 1)))) == [])
        let (first, second) = (
            SendMessage(.run(claim), to: bob, text: "a"), SendMessage(.run(claim), to: bob, text: "a")
        )
        #expect(first.key == second.key && first.key != SendMessage(.run(claim), to: ada, text: "a").key)
    }

    @Test("goes up, down and beside in the chart, not to oneself, not to strangers, not into a full box")
    func refused() {
        let chart = Chart(managers: [ada: Agent.ID(name: "cleo"), bob: Agent.ID(name: "dan")])
        #expect(rejection { try send(slice(chart: chart)) } == .notAllowed)
        #expect(rejection { try send(slice(), to: ada) } == .notAllowed)
        #expect(rejection { try send(slice(waiting: 200)) } == .mailboxFull)
        #expect(rejection { try send(slice(), " \n") } == .emptyText)
        var nobody = slice()
        nobody.post.recipient = nil
        #expect(rejection { try send(nobody) } == .unknownAgent)
    }

    @Test("that goes round once too often is kept and put to a person, once")
    func circle() throws {
        #expect(try send(slice([bob, ada, bob, ada, bob])).map(\.name) == ["message.sent"])
        let fourth = slice([bob, ada, bob, ada, bob, ada, bob])
        let events = try send(fourth)
        #expect(events.map(\.name) == ["message.sent", "message.died", "request.asked"])
        guard case .request(_, .asked(_, _, _, let content, let terms))? = events.last else { return }
        #expect(content.kind == .loop && content.id == "M-1" && terms.outlivesRun && terms.about == bob)
        #expect(content.title.contains("bob → ada → bob → ada → bob"))
        var asked = fourth
        asked.post.isAsked = true
        #expect(try send(asked).map(\.name) == ["message.sent", "message.died"])
    }

    @Test("that was kept goes out, as if it were the first, when a person lets it go on")
    func released() throws {
        var (request, message) = (Request(id: Request.ID(number: 1)), Message(id: Message.ID(number: 1)))
        for event in try send(slice([bob, ada, bob, ada, bob, ada, bob])) {
            if case .request(_, let event) = event { request.apply(event, at: Given.now) }
            if case .message(_, let event) = event { message.apply(event, at: Given.now) }
        }
        #expect(message.state.word == "dead")
        let answered = { (word: String) in
            try AnswerRequest(request: request.id, answer: .reply(text: word), person: "mara").decide(
                .init(request: request, run: nil, message: message), at: Given.now)
        }
        #expect(try answered("stop").map(\.name) == ["request.answered"])
        #expect(try answered("continue").map(\.name) == ["request.answered", "message.released"])
        #expect(rejection { try answered("perhaps") } == .answerUnfit)
        message.apply(.released, at: Given.now)
        #expect(message.state == .sent && message.content.chain == [])
    }
}
