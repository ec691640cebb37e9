/// A gate ran on the candidate's tree.
public struct FinishGate: Command {
    public let change: Change.ID
    public let result: GateResult

    public init(change: Change.ID, result: GateResult) {
        self.change = change
        self.result = result
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        let (record, ticket) = try slice.require(change) { state in
            if case .gating(let candidate) = state { candidate.tree == result.tree } else { false }
        }
        let finished = Event.change(change, .gateFinished(result: result))
        // Taken out of skein.yaml, or changed there, while it ran: what it says decides nothing any more.
        guard gates(slice).contains(result.gate) else { return [finished] + provenIfComplete(slice, slice.passed) }
        switch result.verdict {
        case .passed: return [finished] + provenIfComplete(slice, slice.passed.union([result.gate]))
        case .failed, .timedOut:
            let evidence = Change.Evidence(gate: result.gate.name, tree: result.tree, output: result.output)
            let reason = "\(record.id) does not pass gate \(result.gate.name)"
            return [finished, .change(change, .rejected(evidence: evidence)), ticket.sentBack(reason, slice, at: now)]
        case .infraError:
            return [finished, .change(change, .held(reason: cannotRun(ticket)))]
        }
    }

    private func gates(_ slice: ChangeSlice) -> [Gate] { slice.project?.definition.gates ?? [] }

    private func provenIfComplete(_ slice: ChangeSlice, _ passed: Set<Gate>) -> [Event] {
        let gates = gates(slice)
        return !gates.isEmpty && gates.allSatisfy(passed.contains) ? [.change(change, .proven)] : []
    }

    private func cannotRun(_ ticket: Ticket) -> String {
        let output = result.output.isEmpty ? "" : " (\(result.output.suffix(200)))"
        return "gate \(result.gate.name) could not run\(output). Mend `gates` in skein.yaml (without that file: give "
            + "another gate with `skein run --gate`), then `skein ticket reopen \(ticket.id)`."
    }
}

/// The queue cannot go on with this change until a person mends something.
public struct HoldChange: Command {
    public let change: Change.ID
    public let reason: String

    public init(change: Change.ID, reason: String) {
        self.change = change
        self.reason = reason
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        // Once publishing was begun the branch may have moved: only what git shows of it ends that.
        _ = try slice.require(change) { state in
            if case .publishing = state { false } else { state.isActive }
        }
        return [.change(change, .held(reason: reason))]
    }
}

/// Back to its place in the queue: the target moved under the candidate.
public struct RequeueChange: Command {
    public let change: Change.ID
    public let reason: String

    public init(change: Change.ID, reason: String) {
        self.change = change
        self.reason = reason
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        let (record, _) = try slice.require(change, \.isActive)
        return record.state == .queued ? [] : [.change(change, .requeued(reason: reason))]
    }
}
