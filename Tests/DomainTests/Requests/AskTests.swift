import Testing

@testable import Domain

@Suite("What a run asks")
struct AskTests {
    private let id = Request.ID(number: 1)
    private let claim = RunClaim(run: Given.run, token: Given.token)
    private let bob = Agent.ID(name: "bob")
    private let cleo = Agent.ID(name: "cleo")

    private func slice(to: Agent.ID? = nil, open: [Request] = []) -> Ask.Slice {
        Ask.Slice(
            standing: Standing(run: Given.run(), agent: Given.agent(), relation: .own),
            chart: Chart(managers: [Given.ada: bob, bob: cleo]), knownAgents: [Given.ada, bob],
            post: to.map { post($0) }, open: open, next: id)
    }

    private func post(_ agent: Agent.ID) -> PostOffice {
        PostOffice(
            recipient: Given.agent(agent), next: Message.ID(number: 1), waiting: 0, rounds: 3, nextRequest: id,
            isAsked: false)
    }

    private func ask(
        _ options: [String] = [], to: Agent.ID? = nil, fallback: String? = nil, open: [Request] = []
    ) throws -> [Event] {
        try Ask(claim, question: "Which port?\nThe old one is taken.", options: options, to: to, fallback: fallback)
            .decide(slice(to: to, open: open), at: Given.now)
    }

    private func request(_ events: [Event]) -> Request {
        var request = Request(id: id)
        for case .request(_, let event) in events { request.apply(event, at: Given.now) }
        return request
    }

    @Test("is put to people, or to an agent that hears of it as mail; asked again it is the same request")
    func asked() throws {
        let events = try ask(["80", "81"])
        let asked = request(events)
        #expect(events.count == 1 && asked.content.kind == .choice && asked.content.title == "Which port?")
        #expect(asked.terms.isAwaited && asked.terms.outlivesRun && asked.answerer == "a person")
        #expect(try ask(["80", "81"], open: [asked]) == [])
        let toBob = try ask(to: bob)
        #expect(toBob.map(\.name) == ["request.asked", "message.sent"])
        guard case .message(_, .sent(let mail))? = toBob.last else { return }
        #expect(mail.kind == .request && mail.text.hasPrefix("Q-1: Which port?") && mail.chain == [Given.ada])
    }

    @Test("has two options or none, and a default among them; no stranger is asked, and not without end")
    func refused() throws {
        #expect(rejection { try ask(["80"]) } == .answerUnfit)
        #expect(rejection { try ask(["80", "80"]) } == .answerUnfit)
        #expect(rejection { try ask(["80", "81"], fallback: "82") } == .answerUnfit)
        #expect(rejection { try ask(to: Given.ada) } == .notAllowed)
        #expect(rejection { try ask(to: Agent.ID(name: "zoe")) } == .notAllowed)
        let other = request(try ask(["x", "y"]))
        #expect(rejection { try ask(open: Array(repeating: other, count: 10)) } == .goesInCircles)
    }

    private func end(_ request: Request, _ result: EndRun.Result = .failed(.noChange)) throws -> [Event] {
        try EndRun(run: Given.run, token: Given.token, result: result, head: Given.head).decide(
            .init(
                run: Given.run(), ticket: Given.ticket(.checkedOut(run: Given.run)), retry: RetryPolicy(),
                nextChange: Given.change, dependants: [], requests: [request]), at: Given.now)
    }

    @Test("keeps its ticket waiting when the run ends, with what it did; the answer sets it going")
    func waits() throws {
        var asked = request(try ask())
        asked.apply(
            .asked(
                run: Given.run, ticket: Given.one, agent: Given.ada, content: asked.content, terms: asked.terms),
            at: Given.now)
        let ended = try end(asked, .submitted(head: Given.head, summary: "half"))
        #expect(ended.map(\.name) == ["run.leftWork", "run.ended", "ticket.blocked"])
        var ticket = Given.ticket(.checkedOut(run: Given.run))
        for case .ticket(_, let event) in try end(asked) { ticket.apply(event, at: Given.now) }
        guard case .blocked(let blockage) = ticket.state else { return }
        #expect(blockage.request == id && blockage.reason.contains("waits for an answer: Which port?"))
        let answer = try AnswerRequest(request: id, answer: .reply(text: "81"), person: "mara").decide(
            .init(request: asked, run: Given.run()), at: Given.now)
        #expect(answer.map(\.name) == ["request.answered", "ticket.answered"])
        ticket.apply(.answered(request: Request.ID(number: 9)), at: Given.now)
        #expect(ticket.state.word == "blocked", "that was another one")
        ticket.apply(.answered(request: id), at: Given.now)
        #expect(ticket.state == .todo)
    }

    @Test("and is answered while the run lives, lets the ticket go on after it")
    func early() {
        var ticket = Given.ticket(.checkedOut(run: Given.run))
        ticket.apply(.answered(request: id), at: Given.now)
        #expect(ticket.hasNews && ticket.waitsForParts)
    }

    @Test("an agent answers what was put to it, and nothing else")
    func byAgent() throws {
        let asked = request(try ask(to: bob))
        func answer(_ agent: Agent.ID) throws -> [Event] {
            var run = Given.run()
            run.agent = agent
            let standing = Standing(run: run, agent: Given.agent(agent), relation: .own)
            return try AnswerRequest(request: id, answer: .reply(text: "81"), by: .run(claim)).decide(
                .init(request: asked, run: nil, standing: standing), at: Given.now)
        }
        #expect(try answer(bob).first == .request(id, .answered(answer: .reply(text: "81"), by: "bob")))
        #expect(rejection { try answer(cleo) } == .notAllowed)
    }

    @Test("that an agent does not answer goes up the chart, then to people, and ends with its default")
    func expiry() throws {
        var asked = request(try ask(to: bob, fallback: "80"))
        asked.ticket = Given.one
        asked.agent = Given.ada
        func expire(after hours: Int64, post: PostOffice?) throws -> [Event] {
            let chart = Chart(managers: [Given.ada: bob, bob: cleo])
            return try ExpireRequests().decide(
                .init(due: [asked], chart: chart, post: post, run: Given.run()), at: Given.now + .hours(hours))
        }
        asked.terms.expiresAt = Given.now + .hours(1)
        #expect(try expire(after: 0, post: nil) == [])
        let first = try expire(after: 1, post: post(cleo))
        #expect(first.map(\.name) == ["request.escalated", "message.sent"])
        for case .request(_, let event) in first { asked.apply(event, at: Given.now) }
        #expect(asked.terms.to == cleo)
        for case .request(_, let event) in try expire(after: 2, post: nil) { asked.apply(event, at: Given.now) }
        #expect(asked.terms.to == nil)
        let last = try expire(after: 24 * 8, post: nil)
        #expect(
            last == [.request(id, .expired(answer: .reply(text: "80"))), .ticket(Given.one, .answered(request: id))])
    }

    @Test("a permission goes to the agent that decides in a person's place, and lives as long as its run")
    func permission() throws {
        let content = AgentRequest(id: "p-1", kind: .execute, title: "make test")
        let events = try AskRequest(run: Given.run, token: Given.token, content: content).decide(
            .init(run: Given.run(), known: nil, next: id, post: post(bob)), at: Given.now)
        #expect(events.map(\.name) == ["request.asked", "message.sent"])
        #expect(request(events).terms.to == bob && !request(events).terms.outlivesRun)
    }

    @Test("policy answers what needs nobody: what was approved, and all else with no when nobody is asked")
    func policy() {
        let policy = AnswerPolicy(.edits, approved: [.execute])
        #expect(policy.answer(to: .execute) == .allow && policy.answer(to: .fetch) == nil)
        let strict = AnswerPolicy(.edits, asksNobody: true)
        #expect(strict.answer(to: .edit) == .allow && strict.answer(to: .question) == nil)
        guard case .deny? = strict.answer(to: .fetch) else {
            Issue.record("somebody is asked")
            return
        }
    }
}
