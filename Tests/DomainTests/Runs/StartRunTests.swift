import Domain
import Testing

@Suite("Starting a run")
struct StartRunTests {
    func start(_ ticket: Ticket?, _ capacity: Capacity = Given.capacity()) throws -> [Event] {
        try StartRun(ticket: Given.one).decide(
            .init(ticket: ticket, capacity: capacity, next: Given.run, earlier: 2, lastToken: 6), at: Given.now)
    }

    @Test("claims the ticket with a token that is newer than every other")
    func claims() throws {
        var capacity = Given.capacity()
        capacity.workspace.apply(.serverStarted(epoch: 3, isAfterCrash: false), at: Given.now)
        let claim = Run.Event.claimed(
            ticket: Given.one, agent: Given.ada, project: Given.web, attempt: 3, lease: Run.Lease(token: 7, epoch: 3))
        #expect(
            try start(Given.ticket(), capacity) == [
                .run(Given.run, claim), .ticket(Given.one, .checkedOut(run: Given.run)),
            ])
    }

    @Test("of a ticket that there is not is refused")
    func unknown() { #expect(rejection { try start(nil) } == .unknownTicket) }

    @Test("is refused while anything is in the way, and the sentence says all of it")
    func obstacles() {
        var capacity = Given.capacity(live: [Given.run()])
        capacity.workspace.apply(.diskFilled(usedPercent: 97), at: Given.now)
        let waiting = Given.ticket(content: .init(title: "a", project: Given.web, blockers: [Ticket.ID(number: 9)]))
        let error = #expect(throws: Rejection.self) { try start(waiting, capacity) }
        #expect(error?.code == .ticketNotReady)
        #expect(error?.sentence.contains("It waits for T-9 to be done.") == true)
        #expect(error?.sentence.contains("The disk is full: 97 % was in use") == true)
    }

    @Test("happens from the very instant at which a parked ticket may be tried again")
    func retry() throws {
        #expect(try start(Given.ticket(.parked(until: Given.now, failures: 1))).count == 2)
        let later = Given.ticket(.parked(until: Given.now + Span(milliseconds: 1), failures: 1))
        #expect(rejection { try start(later) } == .ticketNotReady)
    }
}
