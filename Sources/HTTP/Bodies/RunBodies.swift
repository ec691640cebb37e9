import Domain
import Orchestration
import Storage
import Wire

extension RunBody {
    init(_ run: Run, title: String, lines: [String] = []) {
        let outcome: Run.Outcome? = if case .ended(let outcome) = run.state { outcome } else { nil }
        self.init(
            id: run.id.description, ticket: run.ticket.description, ticketTitle: title, agent: run.agent.name,
            project: run.project.name, attempt: run.attempt, state: run.state.word, outcome: outcome?.word,
            note: outcome?.sentence ?? "", harness: run.choice.harness, model: run.choice.model, session: run.session,
            usage: run.usage.map(UsageBody.init), startedAt: run.startedAt.milliseconds,
            endedAt: run.endedAt?.milliseconds, lastLines: lines)
    }
}

extension UsageBody {
    init(_ usage: Usage) {
        self.init(
            inputTokens: usage.inputTokens, outputTokens: usage.outputTokens, cacheReadTokens: usage.cacheReadTokens,
            cacheWriteTokens: usage.cacheWriteTokens, costUSD: usage.costUSD)
    }
}

extension Run.Outcome {
    /// How it ended, for people.
    var sentence: String {
        switch self {
        case .succeeded(let summary): summary
        case .failed(let failure): failure.sentence
        case .cancelled: "was stopped"
        }
    }
}

extension ChangeBody {
    init(_ change: Change, title: String, agent: Agent.ID?, gates: [GateResult]) {
        let commit: String? = if case .landed(let commit) = change.state { commit } else { nil }
        self.init(
            id: change.id.description, ticket: change.ticket.description, ticketTitle: title,
            run: change.run.description, agent: agent?.name ?? "", project: change.project.name,
            state: change.state.word, note: change.sentence, head: change.head,
            tree: change.state.candidate?.tree ?? gates.last?.tree, commit: commit, candidates: change.candidates,
            gates: gates.map(GateBody.init), submittedAt: change.submittedAt.milliseconds,
            endedAt: change.endedAt?.milliseconds)
    }

    /// As the board shows it: of what the gates said only the end, and only where something went wrong.
    var light: ChangeBody {
        var light = self
        for index in gates.indices {
            let output = gates[index].verdict == "passed" ? "" : gates[index].output
            light.gates[index].output = String(decoding: output.utf8.suffix(2000), as: UTF8.self)
        }
        return light
    }
}

extension GateBody {
    init(_ result: GateResult) {
        self.init(
            gate: result.gate.name, tree: result.tree, verdict: result.verdict.rawValue,
            milliseconds: result.duration.milliseconds, output: result.output)
    }
}
