import ConfigurationFiles
import Domain
import Testing

@Suite struct RuleComplaintTests {
    private func workspace(_ rule: String) throws -> TemporaryWorkspace {
        let projects = "projects: { web: { path: ., target: main, gates: { t: [x] } } }"
        return try TemporaryWorkspace([
            "skein.yaml": "on:\n  check: \(rule)\n\(projects)\n", "agents/ada.md": "---\ncommand: [cat]\n---\n",
        ])
    }

    @Test func reads() throws {
        let workspace = try workspace(
            """
            { event: ticket.done, where: { project: web, agent: ada, label: bug, title: "Fix *" }, depth: 1,
                perHour: 5, ticket: { title: "Check {ticket}", assignee: ada } }
            """)
        let filter = Rule.Filter(
            project: Project.ID(name: "web"), agent: Agent.ID(name: "ada"), label: "bug", title: "Fix *")
        let template = TicketTemplate(title: "Check {ticket}", assignee: Agent.ID(name: "ada"))
        let expected = Rule.Definition(
            event: .ticketDone, filter: filter, action: .ticket(template), depth: 1, perHour: 5)
        #expect(try workspace.load().rules == [Rule.ID(name: "check"): expected])
    }

    @Test(arguments: [
        Complaint(
            "{ event: ticket.don, comment: a }",
            "skein.yaml:2: on.check.event: expected ticket.created or ticket.commented or ticket.blocked ",
            "or ticket.done or ticket.cancelled or change.landed or change.rejected or run.failed or request.asked, ",
            "found the text \"ticket.don\"; did you mean `ticket.done`?"),
        Complaint(
            "{ comment: a }", "skein.yaml:2: on.check.event: the key is missing; write for example `event: ticket.done`"
        ),
        Complaint(
            "{ event: ticket.done }",
            "skein.yaml:2: on.check: the rule does nothing; write one of `ticket:`, `comment:` and `message:`"),
        Complaint(
            "{ event: ticket.done, comment: a, ticket: { title: b } }",
            "skein.yaml:2: on.check: the rule has several actions; write one of `ticket:`, `comment:` and ",
            "`message:`"),
        Complaint(
            "{ event: ticket.done, comment: \"{tickett} and {this}\" }",
            "skein.yaml:2: on.check.comment: nothing is filled in for {tickett}; did you mean {ticket}?"),
        Complaint(
            "{ event: ticket.done, message: { to: ada, text: \"{tikket}\" } }",
            "skein.yaml:2: on.check.message.text: nothing is filled in for {tikket}; did you mean {ticket}?"),
        Complaint(
            "{ event: ticket.done, message: { to: bob, text: a } }",
            "skein.yaml:2: on.check.message.to: there is no agent bob; write the file agents/bob.md, ",
            "or name one of ada"),
        Complaint(
            "{ event: ticket.done, where: { agent: ana }, comment: a }",
            "skein.yaml:2: on.check.where.agent: there is no agent ana; did you mean `ada`?"),
        Complaint(
            "{ event: ticket.done, where: { project: wob }, comment: a }",
            "skein.yaml:2: on.check.where.project: there is no project wob; did you mean `web`?"),
        Complaint(
            "{ event: ticket.done, per_hour: 1, comment: a }",
            "skein.yaml:2: on.check.per_hour: there is no such key; did you mean `perHour`?"),
        Complaint(
            "{ event: ticket.done, ticket: { title: a, assignee: bob } }",
            "skein.yaml:2: on.check.ticket.assignee: there is no agent bob; write the file agents/bob.md, ",
            "or name one of ada"),
    ])
    func complains(complaint: Complaint) throws {
        #expect(try workspace(complaint.text).complaints() == complaint.expected)
    }
}
