import Domain
import Testing

@Suite("Editing a ticket")
struct EditTicketTests {
    let two = Ticket.ID(number: 2)
    let three = Ticket.ID(number: 3)

    func edit(_ command: EditTicket, _ context: TicketContext = Given.context()) throws -> [Event] {
        try command.decide(.init(ticket: Given.ticket(), context: context), at: Given.now)
    }

    @Test("changes each named field and leaves the others")
    func fields() throws {
        let command = EditTicket(
            ticket: Given.one, title: "new", body: "text", assignee: Given.ada, priority: .urgent, labels: ["l"],
            blockers: [two])
        let content = Ticket.Content(
            title: "new", body: "text", project: Given.web, assignee: Given.ada, priority: .urgent, labels: ["l"],
            blockers: [two])
        let events = try edit(command, Given.context(blockers: [two: false]))
        #expect(events == [.ticket(Given.one, .edited(content: content, openBlockers: [two]))])
        var onlyTitle = Given.content
        onlyTitle.title = "new"
        #expect(
            try edit(EditTicket(ticket: Given.one, title: "new")) == [
                .ticket(Given.one, .edited(content: onlyTitle, openBlockers: []))
            ])
    }

    @Test("to what it says already writes nothing")
    func unchanged() throws {
        #expect(try edit(EditTicket(ticket: Given.one, title: Given.content.title)) == [])
        #expect(try edit(EditTicket(ticket: Given.one)) == [])
    }

    @Test("that does not exist is refused")
    func unknown() {
        let slice = EditTicket.Slice(ticket: nil, context: Given.context())
        #expect(rejection { try EditTicket(ticket: two).decide(slice, at: Given.now) } == .unknownTicket)
    }

    @Test("so that it waits for itself is refused")
    func ownBlocker() throws {
        let command = EditTicket(ticket: Given.one, blockers: [Given.one])
        let error = #expect(throws: Rejection.self) {
            try edit(command, Given.context(blockers: [Given.one: false]))
        }
        #expect(error?.code == .blockerCycle)
        #expect(error?.sentence == "T-1 cannot wait for itself: leave it out of its blockers.")
    }

    @Test("names a label once, and never an empty one")
    func labels() throws {
        let events = try edit(EditTicket(ticket: Given.one, labels: ["a", "b", "a"]))
        var content = Given.content
        content.labels = ["a", "b"]
        #expect(events == [.ticket(Given.one, .edited(content: content, openBlockers: []))])
        for empty in ["", " ", "\u{A0}"] {
            #expect(rejection { try edit(EditTicket(ticket: Given.one, labels: ["a", empty])) } == .emptyText)
        }
    }

    @Test("into a circle is refused, and the sentence names the blocker that closes it")
    func cycle() throws {
        var context = Given.context(blockers: [two: false, three: false])
        context.waiting = [three]
        let error = #expect(throws: Rejection.self) {
            try edit(EditTicket(ticket: Given.one, blockers: [two, three]), context)
        }
        #expect(error?.code == .blockerCycle)
        #expect(error?.sentence.hasPrefix("T-1 cannot wait for T-3: T-3 already waits for T-1") == true)
    }

    @Test("removes a blocker that is named no more")
    func removeBlocker() throws {
        let waiting = Given.ticket(content: .init(title: "a", project: Given.web, blockers: [two, three]))
        let command = EditTicket(ticket: Given.one, blockers: [three])
        let events = try command.decide(
            .init(ticket: waiting, context: Given.context(blockers: [three: false])), at: Given.now)
        var after = waiting
        for case .ticket(_, let event) in events { after.apply(event, at: Given.now) }
        #expect(after.openBlockers == [three])
        #expect(after.content.blockers == [three])
    }
}
