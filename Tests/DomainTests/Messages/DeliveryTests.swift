import Testing

@testable import Domain

@Suite("Mail reaches its agent")
struct DeliveryTests {
    private let claim = RunClaim(run: Given.run, token: Given.token)
    private let bob = Agent.ID(name: "bob")

    private func message(_ number: Int64 = 1, chain: [Agent.ID] = [], _ events: Message.Event...) -> Message {
        var message = Message(id: Message.ID(number: number))
        let content = Message.Content(
            kind: .letter, from: "bob", to: Given.ada, text: "look", chain: chain, expiresAt: Given.now + .hours(1))
        for event in [.sent(content: content)] + events { message.apply(event, at: Given.now) }
        return message
    }

    @Test("with the run that starts, which knows then whose runs led to it")
    func started() throws {
        let mail = [message(chain: [bob]), message(2)]
        let events = try StartRun(ticket: Given.one).decide(
            .init(
                ticket: Given.ticket(), capacity: Given.capacity(), next: Given.run, earlier: 0, lastToken: 1,
                mail: mail), at: Given.now)
        #expect(
            events.map(\.name) == ["run.claimed", "ticket.checkedOut", "message.delivered", "message.delivered"])
        var run = Run(id: Given.run)
        if case .run(_, let claimed)? = events.first { run.apply(claimed, at: Given.now) }
        #expect(run.chain == [bob])
    }

    @Test("in a turn: those that were said, and no other that came meanwhile")
    func said() throws {
        let slice = DeliverMessages.Slice(run: Given.run(), mail: [message(chain: [bob]), message(2)])
        let events = try DeliverMessages(claim, isRead: false, messages: [Message.ID(number: 1)]).decide(
            slice, at: Given.now)
        #expect(events.map(\.name) == ["message.delivered", "run.caused"])
        let late = RunClaim(run: Given.run, token: 1)
        #expect(rejection { try DeliverMessages(late, isRead: false).decide(slice, at: Given.now) } == .staleToken)
    }

    @Test("fetched: what waits and what it has, each once")
    func read() throws {
        let mail = [message(1, .delivered(run: Given.run)), message(2), message(3, .read(run: Given.run))]
        let events = try DeliverMessages(claim, isRead: true).decide(
            .init(run: Given.run(), mail: mail), at: Given.now)
        #expect(
            events == [1, 2].map { .message(Message.ID(number: $0), .read(run: Given.run)) })
    }

    private func end(_ result: EndRun.Result, _ mail: [Message]) throws -> [Event] {
        try EndRun(run: Given.run, token: Given.token, result: result).decide(
            .init(
                run: Given.run(), ticket: Given.ticket(.checkedOut(run: Given.run)), retry: RetryPolicy(),
                nextChange: Given.change, dependants: [], mail: mail), at: Given.now
        ).filter { $0.name.hasPrefix("message") }
    }

    @Test("is acted on when its run ends well, and comes again when it fails, five times")
    func ended() throws {
        let mine = message(1, .delivered(run: Given.run))
        #expect(try end(.nothingToDo(summary: ""), [mine]) == [.message(mine.id, .acted(run: Given.run))])
        #expect(try end(.failed(.lost), [mine]) == [.message(mine.id, .returned)])
        let others = message(1, .delivered(run: Run.ID(number: 9)))
        #expect(try end(.failed(.lost), [others]) == [])
        var tired = mine
        tired.deliveries = 5
        #expect(
            try end(.failed(.lost), [tired]) == [.message(mine.id, .died(reason: "5 runs that got it failed"))])
    }

    @Test("that nobody got in time is dead, and is not forgotten")
    func expired() throws {
        let late = Given.now + .hours(1)
        #expect(try ExpireMessages().decide([message()], at: Given.now) == [])
        #expect(
            try ExpireMessages().decide([message(), message(2, .acted(run: Given.run))], at: late)
                == [.message(Message.ID(number: 1), .died(reason: "ada did not get it in time"))])
    }

    @Test("a comment is mail for the ticket's agent, unless its next run reads it or it wrote it itself")
    func comments() throws {
        func comment(_ ticket: Ticket, by run: Run? = nil) throws -> [String] {
            let post = PostOffice(
                recipient: Given.agent(), next: Message.ID(number: 1), waiting: 0, rounds: 3,
                nextRequest: Request.ID(number: 1), isAsked: false)
            return try CommentOnTicket(ticket: Given.one, author: "mara", text: "why?", run: run).decide(
                .init(ticket: ticket, post: post), at: Given.now
            ).map(\.name)
        }
        #expect(try comment(Given.ticket()) == ["ticket.commented"])
        #expect(try comment(Given.ticket(.done(summary: ""))) == ["ticket.commented", "message.sent"])
        #expect(try comment(Given.ticket(.done(summary: "")), by: Given.run()) == ["ticket.commented"])
    }
}
