import Domain
import Storage

/// What is kept of what an agent tells of its run, by writes that may be repeated: a server that comes back is told
/// everything again.
public struct RunNotes: Sendable {
    private let run: Run
    private var used: Usage?

    public init(of run: Run) {
        self.run = run
    }

    /// What `event` has to be kept of, in this order; nothing when it is for people only.
    public mutating func take(_ event: AgentEvent) -> [any Performable] {
        let (id, token) = (run.id, run.lease.token)
        switch event {
        case .used(let usage): used = usage
        case .turnEnded: return close()
        case .sessionStarted(let session, _): return [RecordSession(run: id, token: token, session: session)]
        case .asked(let request): return [AskRequest(run: id, token: token, content: request)]
        case .answered(let name, nil): return [WithdrawRequest(run: id, token: token, name: name)]
        case .answered, .turnStarted, .text, .reasoning, .toolStarted, .toolFinished, .fileChanged, .plan, .permitted,
            .retrying, .said, .warning:
            break
        }
        return []
    }

    /// What has been used, at the end of a turn and of the run: it is not written with every word.
    public func close() -> [any Performable] {
        used.map { [RecordUsage(run: run.id, token: run.lease.token, usage: $0)] } ?? []
    }
}
