import Domain
import Wire

/// What a run says of its own ticket.
extension AgentDesk {
    func progress(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (_, actor) = try await caller()
        try await engine.perform(ReportProgress(claim, text: arguments["text"]?.text ?? ""), by: actor)
        return ToolAnswer("Noted.")
    }

    func finish(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (run, actor) = try await caller()
        let text = arguments["text"]?.text ?? ""
        if arguments["outcome"]?.text == "done" {
            try await engine.perform(Declare(claim, .done(summary: text)), by: actor)
            return ToolAnswer("\(run.ticket) is handed in when your turn ends: end it now.")
        }
        if let agent = arguments["on"]?.text {
            return try await put(Ask(claim, question: text, to: Agent.ID(name: agent)), by: actor)
        }
        try await engine.perform(Declare(claim, .blocked(reason: text)), by: actor)
        return ToolAnswer("\(run.ticket) waits for a person when your turn ends: end it now.")
    }

    func handOff(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (run, actor) = try await caller()
        let successor = Agent.ID(name: arguments["to"]?.text ?? "")
        let declaration = Run.Declaration.handedOver(to: successor, brief: arguments["text"]?.text ?? "")
        try await engine.perform(Declare(claim, declaration), by: actor)
        return ToolAnswer("\(successor) goes on with \(run.ticket) when your turn ends: end it now.")
    }
}
