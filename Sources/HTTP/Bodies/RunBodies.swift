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
            note: outcome?.sentence ?? "", startedAt: run.startedAt.milliseconds, endedAt: run.endedAt?.milliseconds,
            lastLines: lines)
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
    init(_ change: Change, title: String, gates: [GateResult]) {
        let commit: String? = if case .landed(let commit) = change.state { commit } else { nil }
        self.init(
            id: change.id.description, ticket: change.ticket.description, ticketTitle: title,
            run: change.run.description, project: change.project.name, state: change.state.word, note: change.sentence,
            head: change.head, commit: commit, candidates: change.candidates, gates: gates.map(GateBody.init),
            submittedAt: change.submittedAt.milliseconds, endedAt: change.endedAt?.milliseconds)
    }
}

extension GateBody {
    init(_ result: GateResult) {
        self.init(
            gate: result.gate.name, tree: result.tree, verdict: result.verdict.rawValue,
            milliseconds: result.duration.milliseconds, output: result.output)
    }
}
