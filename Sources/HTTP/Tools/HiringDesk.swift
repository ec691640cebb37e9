import Domain
import Wire

/// Whom a run wants to have beside it.
extension AgentDesk {
    func hire(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (_, actor) = try await caller()
        let (name, file) = (arguments["name"]?.text ?? "", arguments["file"]?.text ?? "")
        let proposal = ProposeAgent(claim, name: name, file: file)
        // The rule says no before anything is looked up.
        try await engine.store.read { _ = try proposal.decide(try proposal.slice($0), at: Instant(milliseconds: 0)) }
        if let complaint = configuration.complaint(about: file, as: Agent.ID(name: name)) {
            return ToolAnswer("The file cannot be an agent's. \(complaint)", isError: true)
        }
        try await engine.perform(proposal, by: actor)
        return ToolAnswer("A person decides on \(name). Go on without it, or end your turn.")
    }
}
