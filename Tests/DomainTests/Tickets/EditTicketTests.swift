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
            ticket: Given.one, title: "new", body: "text", assignee: .set(Given.ada), priority: .urgent, labels: ["l"],
            parent: .set(three), blockers: [two])
        let content = Ticket.Content(
            title: "new", body: "text", project: Given.web, assignee: Given.ada, priority: .urgent, labels: ["l"],
            parent: three, blockers: [two])
        var context = Given.context(blockers: [two: .open])
        context.parentExists = true
        let events = try edit(command, context)
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
            try edit(command, Given.context(blockers: [Given.one: .open]))
        }
        #expect(error?.code == .blockerCycle)
        #expect(error?.sentence == "T-1 cannot wait for itself: leave it out of its blockers.")
    }

    @Test("can name a model, which is no option of a program, and take it back")
    func model() throws {
        var content = Given.content
        content.model = "opus"
        #expect(
            try edit(EditTicket(ticket: Given.one, model: .set("opus")))
                == [.ticket(Given.one, .edited(content: content, openBlockers: []))])
        #expect(EditTicket(ticket: Given.one, model: .clear).edited(content).model == nil)
        for bad in ["", "-x", "a\nb", String(repeating: "m", count: 201)] {
            #expect(rejection { try edit(EditTicket(ticket: Given.one, effort: .set(bad))) } == .badModel, "\(bad)")
        }
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
        var context = Given.context(blockers: [two: .open, three: .open])
        context.waiting = [three]
        let error = #expect(throws: Rejection.self) {
            try edit(EditTicket(ticket: Given.one, blockers: [two, three]), context)
        }
        #expect(error?.code == .blockerCycle)
        #expect(error?.sentence.hasPrefix("T-1 cannot wait for T-3: T-3 already waits for T-1") == true)
    }

    private func edited(_ command: EditTicket, of content: Ticket.Content, _ context: TicketContext) throws -> [Event] {
        try command.decide(.init(ticket: Given.ticket(content: content), context: context), at: Given.now)
    }

    @Test("takes the agent or the parent away")
    func clears() throws {
        var content = Given.content
        content.assignee = Given.ada
        content.parent = two
        var context = Given.context()
        context.parentExists = true
        var alone = content
        alone.assignee = nil
        #expect(
            try edited(EditTicket(ticket: Given.one, assignee: .clear), of: content, context)
                == [.ticket(Given.one, .edited(content: alone, openBlockers: []))])
        alone.parent = nil
        #expect(
            try edited(EditTicket(ticket: Given.one, assignee: .clear, parent: .clear), of: content, context)
                == [.ticket(Given.one, .edited(content: alone, openBlockers: []))])
        #expect(try edited(EditTicket(ticket: Given.one, assignee: .clear), of: Given.content, context) == [])
    }

    @Test("to a parent that there is not, or that is below it, is refused")
    func parents() {
        func move(below parent: Ticket.ID, exists: Bool, above: Set<Ticket.ID> = []) -> Rejection.Code? {
            var context = Given.context()
            context.parentExists = exists
            context.aboveParent = above
            return rejection { try edit(EditTicket(ticket: Given.one, parent: .set(parent)), context) }
        }
        #expect(move(below: two, exists: false) == .unknownTicket)
        #expect(move(below: Given.one, exists: true) == .parentCycle)
        #expect(move(below: two, exists: true, above: [three, Given.one]) == .parentCycle)
        #expect(move(below: two, exists: true, above: [three]) == nil)
    }

    @Test("goes on when its agent or project was taken out of the files, but does not choose such a one")
    func retired() throws {
        var content = Given.content
        content.assignee = Given.ada
        var agent = Given.agent()
        agent.apply(.retired, at: Given.now)
        var project = Given.project()
        project.apply(.retired, at: Given.now)
        let elsewhere = Given.agent(projects: [Project.ID(name: "docs")])
        for context in [
            Given.context(assignee: agent), Given.context(assignee: nil), Given.context(assignee: elsewhere),
            Given.context(project: project, assignee: agent),
        ] {
            let events = try edited(EditTicket(ticket: Given.one, title: "new"), of: content, context)
            #expect(events.map(\.name) == ["ticket.edited"])
            #expect(try edited(EditTicket(ticket: Given.one, assignee: .clear), of: content, context).count == 1)
        }
        let choose = EditTicket(ticket: Given.one, assignee: .set(Given.ada))
        #expect(rejection { try edit(choose, Given.context(assignee: agent)) } == .unknownAgent)
    }

    @Test("adds no blocker that was cancelled, and keeps one that was named before it was")
    func cancelledBlocker() throws {
        let context = Given.context(blockers: [two: .cancelled, three: .open])
        let add = EditTicket(ticket: Given.one, blockers: [two, three])
        #expect(rejection { try edit(add, context) } == .blockerCancelled)
        var content = Given.content
        content.blockers = [two]
        let events = try edited(add, of: content, context)
        content.blockers = [two, three]
        #expect(events == [.ticket(Given.one, .edited(content: content, openBlockers: [two, three]))])
    }

    @Test("removes a blocker that is named no more")
    func removeBlocker() throws {
        let waiting = Given.ticket(content: .init(title: "a", project: Given.web, blockers: [two, three]))
        let command = EditTicket(ticket: Given.one, blockers: [three])
        let events = try command.decide(
            .init(ticket: waiting, context: Given.context(blockers: [three: .open])), at: Given.now)
        var after = waiting
        for case .ticket(_, let event) in events { after.apply(event, at: Given.now) }
        #expect(after.openBlockers == [three])
        #expect(after.content.blockers == [three])
    }
}
