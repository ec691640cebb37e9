import Domain
import Testing

@Suite("Creating a ticket")
struct CreateTicketTests {
    let two = Ticket.ID(number: 2)

    func create(
        _ content: Ticket.Content, _ context: TicketContext = Given.context(), isBacklog: Bool = false
    ) throws -> [Event] {
        try CreateTicket(content: content, isBacklog: isBacklog).decide(
            .init(next: Given.one, context: context), at: Given.now)
    }

    @Test("writes down what was asked for", arguments: [true, false])
    func creates(isBacklog: Bool) throws {
        let events = try create(Given.content, isBacklog: isBacklog)
        #expect(
            events == [.ticket(Given.one, .created(content: Given.content, openBlockers: [], isBacklog: isBacklog))])
    }

    @Test("waits for the blockers that are not done")
    func openBlockers() throws {
        let three = Ticket.ID(number: 3)
        var content = Given.content
        content.blockers = [two, three]
        let events = try create(content, Given.context(blockers: [two: .done, three: .open]))
        #expect(events == [.ticket(Given.one, .created(content: content, openBlockers: [three], isBacklog: false))])
    }

    @Test("a blocker that is named twice is one blocker")
    func repeatedBlocker() throws {
        var content = Given.content
        content.blockers = [two, two]
        let events = try create(content, Given.context(blockers: [two: .open]))
        content.blockers = [two]
        #expect(events == [.ticket(Given.one, .created(content: content, openBlockers: [two], isBacklog: false))])
    }

    @Test("needs a title", arguments: ["", " ", "\n\t\u{3000}"])
    func emptyTitle(title: String) {
        #expect(rejection { try create(.init(title: title, project: Given.web)) } == .emptyTitle)
    }

    @Test("keeps title and text within bounds of bytes, not letters")
    func bounds() throws {
        let longest = String(repeating: "é", count: 250)
        #expect(try create(.init(title: longest, project: Given.web)).count == 1)
        #expect(rejection { try create(.init(title: longest + "a", project: Given.web)) } == .textTooLong)
        let text = String(repeating: "a", count: 256 * 1024)
        #expect(try create(.init(title: "a", body: text, project: Given.web)).count == 1)
        #expect(rejection { try create(.init(title: "a", body: text + "a", project: Given.web)) } == .textTooLong)
    }

    @Test("refuses U+0000, which no database keeps")
    func controlCharacter() {
        #expect(rejection { try create(.init(title: "a\0b", project: Given.web)) } == .controlCharacter)
        #expect(rejection { try create(.init(title: "a", body: "\0", project: Given.web)) } == .controlCharacter)
        #expect(
            rejection { try create(.init(title: "a", project: Given.web, labels: ["\0"])) } == .controlCharacter)
    }

    @Test("carries 32 labels of 64 bytes")
    func labels() throws {
        let label = String(repeating: "l", count: 64)
        let labels = (10..<42).map { "\($0)" + label.dropFirst(2) }
        #expect(try create(.init(title: "a", project: Given.web, labels: labels)).count == 1)
        #expect(
            rejection { try create(.init(title: "a", project: Given.web, labels: labels + ["b"])) } == .tooManyLabels)
        #expect(
            rejection { try create(.init(title: "a", project: Given.web, labels: [label + "l"])) } == .tooManyLabels)
    }

    @Test("needs a project of the workspace that is not retired")
    func project() {
        var retired = Given.project()
        retired.apply(.retired, at: Given.now)
        for project in [nil, retired] {
            #expect(rejection { try create(Given.content, Given.context(project: project)) } == .unknownProject)
        }
    }

    @Test("needs an assignee that exists, is not retired and accepts the project")
    func assignee() throws {
        var content = Given.content
        content.assignee = Given.ada
        var retired = Given.agent()
        retired.apply(.retired, at: Given.now)
        #expect(try create(content).count == 1)
        for agent in [nil, retired] {
            #expect(rejection { try create(content, Given.context(assignee: agent)) } == .unknownAgent)
        }
        let elsewhere = Given.agent(projects: [Project.ID(name: "docs")])
        #expect(rejection { try create(content, Given.context(assignee: elsewhere)) } == .agentRefusesProject)
    }

    @Test("waits only for tickets that there are, and for a thousand at most")
    func blockers() {
        var content = Given.content
        content.blockers = [two]
        #expect(rejection { try create(content) } == .unknownTicket)
        content.blockers = (2...1002).map { Ticket.ID(number: $0) }
        let context = Given.context(blockers: Dictionary(uniqueKeysWithValues: content.blockers.map { ($0, .open) }))
        #expect(rejection { try create(content, context) } == .textTooLong)
    }

    @Test("does not wait for a ticket that was cancelled, because that would never end")
    func cancelledBlocker() {
        var content = Given.content
        content.blockers = [two]
        let error = #expect(throws: Rejection.self) {
            try create(content, Given.context(blockers: [two: .cancelled]))
        }
        #expect(error?.code == .blockerCancelled)
        #expect(error?.sentence.hasPrefix("T-2 was cancelled and will never be done") == true)
    }

    @Test("needs a parent that there is, and not itself")
    func parent() throws {
        var content = Given.content
        content.parent = two
        #expect(rejection { try create(content) } == .unknownTicket)
        var context = Given.context()
        context.parentExists = true
        #expect(try create(content, context).count == 1)
        content.parent = Given.one
        #expect(rejection { try create(content, context) } == .parentCycle)
    }
}
