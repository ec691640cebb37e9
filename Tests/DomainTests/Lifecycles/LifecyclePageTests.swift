import Testing

@Suite("docs/lifecycles.md: every state with every command")
struct LifecyclePageTests {
    @Test("the committed page is the generated one")
    func page() throws {
        try GeneratedPage.expect("lifecycles.md", is: Self.text)
    }

    static let text = """
        <!-- Generated from the matrices in Tests/DomainTests/Lifecycles; a test compares. Do not edit. -->
        # Lifecycles

        What each command does in each state, as the rules in `Sources/Domain` decide it. A cell holds the events that
        are written, *the code of the rejection* ([errors](errors.md)), or "nothing" when what is asked for is so
        already.

        ## Ticket

        A ticket that is to be worked on waits while a blocker is not done, which is no state of its own. It is parked
        after a failed run until it is tried again. While its change is held or published it is `merging`.

        \(Matrix.tickets.diagram(from: ["backlog", "todo"], to: ["done", "cancelled"]))
        \(Matrix.tickets.table)
        ## Run

        \(Matrix.runs.diagram(from: ["starting"], to: ["ended"]))
        \(Matrix.runs.table)
        ## Change

        \(Matrix.changes.diagram(from: ["queued"], to: ["landed", "rejected", "conflicted", "withdrawn"]))
        \(Matrix.changes.table)
        """
}
