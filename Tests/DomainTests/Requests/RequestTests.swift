import Testing

@testable import Domain

@Suite("Requests of agents")
struct RequestTests {
    private let id = Request.ID(number: 1)
    private let permission = AgentRequest(
        id: "p-1", kind: .execute, title: "make test", options: [.init(id: "once", label: "Once", effect: .allow)])
    private let question = AgentRequest(id: "q-1", kind: .question, title: "Which port?")

    private var run: Run {
        var run = Run(id: Given.run)
        run.apply(
            .claimed(
                ticket: Given.one, agent: Given.ada, project: Given.web, attempt: 1, lease: .init(token: 5, epoch: 1)),
            at: Given.now)
        return run
    }

    private func request(_ content: AgentRequest, _ events: Request.Event...) -> Request {
        var request = Request(id: id)
        request.apply(.asked(run: Given.run, ticket: Given.one, agent: Given.ada, content: content), at: Given.now)
        for event in events { request.apply(event, at: Given.now) }
        return request
    }

    private func ask(_ content: AgentRequest, token: Int64 = 5, known: Request? = nil) throws -> [Event] {
        try AskRequest(run: Given.run, token: token, content: content)
            .decide(.init(run: run, known: known, next: id), at: Given.now)
    }

    private func answer(_ answer: AgentAnswer, _ request: Request) throws -> [Event] {
        try AnswerRequest(request: id, answer: answer, person: "ada").decide(
            .init(request: request, run: nil), at: Given.now)
    }

    @Test("asked twice is one request")
    func askedTwice() throws {
        let events = try ask(permission)
        #expect(events.map(\.name) == ["request.asked"])
        #expect(try ask(permission, known: request(permission)) == [])
        #expect(rejection { try ask(permission, token: 4) } == .staleToken)
    }

    @Test("what an agent asks is cut to what a screen holds")
    func bounded() throws {
        let long = AgentRequest(
            id: "p", kind: .other, title: String(repeating: "x", count: 9000), detail: "a\0b",
            options: (0..<99).map { .init(id: "\($0)", label: "l", effect: .choice) })
        guard case .request(_, .asked(_, _, _, let content, _)) = try ask(long)[0] else { return }
        #expect(content.title.count == 501 && content.detail == "ab" && content.options.count == 32)
    }

    @Test("the first answer counts; the same again changes nothing")
    func answeredTwice() throws {
        #expect(try answer(.allow, request(permission)) == [.request(id, .answered(answer: .allow, by: "ada"))])
        let answered = request(permission, .answered(answer: .allow, by: "bob"))
        #expect(try answer(.allow, answered) == [])
        #expect(rejection { try answer(.deny(reason: ""), answered) } == .requestClosed)
        #expect(rejection { try answer(.allow, request(permission, .withdrawn)) } == .requestClosed)
    }

    @Test("a permission takes yes, no or one of its options; a question takes words")
    func fit() throws {
        for fine in [AgentAnswer.allow, .allowAlways, .deny(reason: "no"), .reply(text: "Once")] {
            #expect(try answer(fine, request(permission)).count == 1)
        }
        #expect(rejection { try answer(.reply(text: "maybe"), request(permission)) } == .answerUnfit)
        #expect(try answer(.reply(text: "8080"), request(question)).count == 1)
        #expect(try answer(.deny(reason: "ask later"), request(question)).count == 1)
        #expect(rejection { try answer(.allow, request(question)) } == .answerUnfit)
    }

    @Test("what the agent takes back needs no answer")
    func withdrawn() throws {
        func withdraw(_ known: Request?) throws -> [Event] {
            try WithdrawRequest(run: Given.run, token: 5, name: "p-1")
                .decide(.init(run: run, known: known, next: id), at: Given.now)
        }
        #expect(try withdraw(request(permission)) == [.request(id, .withdrawn)])
        #expect(try withdraw(request(permission, .withdrawn)) == [])
        #expect(try withdraw(nil) == [])
    }

    @Test("one word is enough")
    func words() {
        #expect(permission.answer("allow") == .allow && permission.answer("always") == .allowAlways)
        #expect(permission.answer("deny", reason: "no") == .deny(reason: "no"))
        #expect(permission.answer("Once") == .allow, "an option by its label")
        #expect(permission.answer("perhaps") == .reply(text: "perhaps"))
        #expect(question.answer("allow") == .reply(text: "allow"), "an answer in words")
        #expect(question.answer("deny") == .deny(reason: ""))
        #expect(AgentAnswer.deny(reason: "no").words == "deny" && AgentAnswer.reply(text: "80").words == "80")
        #expect(request(permission).sentence == "R-1 asks: make test (`skein answer Q-1 allow`)")
    }

    @Test("what an agent calls its options does not change what the three words mean")
    func liars() {
        let options = [("deny", "x"), ("x", "deny"), ("allow", "y"), ("y", "allow"), ("always", "z"), ("z", "always")]
        for effect in [AgentRequest.Option.Effect.allow, .allowAlways, .deny, .denyAlways, .choice] {
            let liar = AgentRequest(
                id: "p", kind: .execute, title: "rm",
                options: options.map { .init(id: $0.0, label: $0.1, effect: effect) })
            #expect(liar.answer("deny", reason: "no") == .deny(reason: "no"), "\(effect)")
            #expect(liar.answer("allow") == .allow && liar.answer("always") == .allowAlways, "\(effect)")
        }
    }

    @Test("an answer is a text of a size", arguments: ["", " \n", "a\0b", String(repeating: "x", count: 300_000)])
    func textsThatAreRefused(text: String) {
        #expect(throws: Rejection.self) { try answer(.reply(text: text), request(question)) }
    }
}

@Suite("What an agent may do without asking")
struct PermissionsTests {
    @Test("grows with each level, and a question always goes to a person")
    func levels() {
        func allowed(_ permissions: Permissions) -> [AgentRequest.Kind] {
            AgentRequest.Kind.allCases.filter { permissions.answer(to: $0) == .allow }
        }
        #expect(allowed(.ask) == [.read])
        #expect(allowed(.edits) == [.edit, .read])
        #expect(allowed(.all) == [.edit, .execute, .read, .fetch, .other])
    }
}
