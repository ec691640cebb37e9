extension Change {
    /// What can happen to a change.
    public enum Event: Hashable, Sendable, Codable {
        case submitted(ticket: Ticket.ID, run: Run.ID, project: Project.ID, head: String)
        case candidateBuilt(candidate: Candidate)
        case gateFinished(result: GateResult)
        case proven
        case publishing(commit: String)
        case landed(commit: String)
        case rejected(evidence: Evidence)
        case conflicted(files: [String], root: String? = nil)
        case held(reason: String)
        /// Back to its place in the queue: the target moved, or a person released it.
        case requeued(reason: String)
        case withdrawn
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .submitted(let ticket, let run, let project, let head):
            self.ticket = ticket
            self.run = run
            self.project = project
            self.head = head
            submittedAt = now
            state = .queued
        case .candidateBuilt(let candidate):
            state = .gating(candidate)
            candidates += 1
        case .gateFinished: break
        case .proven:
            if let candidate = state.candidate { state = .proven(candidate) }
        case .publishing(let commit):
            if let candidate = state.candidate { state = .publishing(candidate, commit: commit) }
        case .landed(let commit): finish(.landed(commit: commit), at: now)
        case .rejected(let evidence): finish(.rejected(evidence), at: now)
        case .conflicted(let files, let root): finish(.conflicted(files: files, root: root), at: now)
        case .held(let reason): state = .held(reason: reason)
        case .requeued: state = .queued
        case .withdrawn: finish(.withdrawn, at: now)
        }
    }

    private mutating func finish(_ state: State, at now: Instant) {
        self.state = state
        endedAt = now
    }
}

/// What a gate said of a tree; kept, because the same gate on the same tree need not run twice.
public struct GateResult: Hashable, Sendable, Codable {
    /// What the gate said.
    public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
        case passed
        case failed
        case timedOut = "timed_out"
        /// The gate itself could not run: never a pass, never the agent's fault.
        case infraError = "infra_error"
    }

    public var gate: Gate
    public var tree: String
    public var verdict: Verdict
    public var duration: Span
    /// The end of its output, for people and for the agent.
    public var output: String

    public init(gate: Gate, tree: String, verdict: Verdict, duration: Span, output: String) {
        self.gate = gate
        self.tree = tree
        self.verdict = verdict
        self.duration = duration
        self.output = output.withoutNull
    }

    /// The verdict of a process that ended: only status 0 passes.
    public static func verdict(status: Int?, timedOut: Bool) -> Verdict {
        if timedOut { return .timedOut }
        return switch status {
        case 0: .passed
        case 126, 127, nil: .infraError
        default: .failed
        }
    }
}
