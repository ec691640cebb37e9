import Domain
import Orchestration
import Storage
import Wire

/// Carries out what a run wants done; each call is checked and journaled in the name of the run.
struct AgentDesk: Sendable {
    let engine: Engine
    let control: RunControl
    let configuration: LiveConfiguration
    let claim: RunClaim

    /// - Parameter arguments: such as the tool's `fault(of:)` finds nothing wrong with.
    /// - Throws: `Rejection` when the rules say no.
    func use(_ tool: AgentTool, _ arguments: JSONValue) async throws -> ToolAnswer {
        switch tool.name {
        case AgentTool.context.name: try await context(arguments)
        case AgentTool.comment.name: try await comment(arguments)
        case AgentTool.createTicket.name: try await createTicket(arguments)
        case AgentTool.progress.name: try await progress(arguments)
        case AgentTool.finish.name: try await finish(arguments)
        case AgentTool.handOff.name: try await handOff(arguments)
        case AgentTool.ask.name: try await ask(arguments)
        case AgentTool.message.name: try await message(arguments)
        case AgentTool.mail.name: try await mail()
        case AgentTool.hire.name: try await hire(arguments)
        case AgentTool.remember.name: try await remember(arguments)
        case AgentTool.search.name: try await search(arguments)
        default: preconditionFailure("a tool without a desk: \(tool.name)")
        }
    }

    private func context(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (run, _) = try await caller()
        let ticket = try ticket(arguments) ?? run.ticket
        let page = try await engine.store.read { [claim] transaction in
            let standing = try transaction.standing(claim.run, to: ticket)
            try standing.check(claim, .read, ticket)
            return try transaction.page(of: ticket, for: run)
        }
        return ToolAnswer(page)
    }

    private func comment(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (run, actor) = try await caller()
        let ticket = try ticket(arguments) ?? run.ticket
        let command = CommentOnTicket(
            ticket: ticket, author: run.agent.name, text: arguments["text"]?.text ?? "", run: run)
        try await engine.perform(OnBehalf(claim, .comment, ticket, command), by: actor)
        return ToolAnswer("Said on \(ticket).")
    }

    private func createTicket(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (run, actor) = try await caller()
        var content = Ticket.Content(
            title: arguments["title"]?.text ?? "", body: arguments["text"]?.text ?? "",
            project: arguments["project"]?.text.map { Project.ID(name: $0) } ?? run.project)
        content.assignee = arguments["assignee"]?.text.map { Agent.ID(name: $0) }
        content.priority = arguments["priority"]?.text.flatMap(Ticket.Priority.init) ?? .normal
        content.blockers = try (arguments["after"]?.items ?? []).compactMap { $0.text }.map(identifier)
        content.parent = run.ticket
        let waits = arguments["wait"]?.flag ?? true
        let entries = try await engine.perform(Delegate(claim, content: content, waits: waits), by: actor)
        guard case .ticket(let part, _)? = entries.first?.event else {
            preconditionFailure("a ticket that was handed out has an event")
        }
        let hint =
            waits
            ? "\(run.ticket) waits for it: hand out what else there is, then end your turn. You go on with the results."
            : "\(run.ticket) does not wait for it."
        return ToolAnswer("\(part) is handed out. \(hint)")
    }

    func caller() async throws -> (Run, Actor) {
        guard let run = try await engine.store.read({ [claim] in try $0.run(claim.run) }) else {
            throw Rejection.unknown(claim.run)
        }
        return (run, .agent(run.agent, run: run.id))
    }

    func ticket(_ arguments: JSONValue) throws -> Ticket.ID? {
        try arguments["ticket"]?.text.map(identifier)
    }

    private func identifier(_ text: String) throws -> Ticket.ID {
        guard let id = Ticket.ID(text) else {
            throw Rejection(.notAllowed, "\(text.prefix(40)) is no ticket: write it like T-12.")
        }
        return id
    }
}
