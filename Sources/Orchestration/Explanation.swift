import Domain
import Storage

/// Why a ticket is where it is: the answer of `skein why`.
public struct Explanation: Hashable, Sendable {
    /// One reason: a stable word and a sentence.
    public struct Reason: Hashable, Sendable {
        public let code: String
        public let sentence: String
    }

    public let ticket: Ticket
    /// Empty when nothing is in the way: it starts this moment.
    public let reasons: [Reason]
}

extension Engine {
    /// Explains a ticket from the same functions that decide on it.
    ///
    /// - Throws: `Rejection` when there is no such ticket.
    public func explain(_ id: Ticket.ID) async throws -> Explanation {
        let now = clock.now
        return try await store.read { transaction in
            guard let ticket = try transaction.ticket(id) else { throw Rejection.unknown(id) }
            return Explanation(ticket: ticket, reasons: try reasons(ticket, transaction, isAtWork: isAtWork, at: now))
        }
    }
}

private func reasons(
    _ ticket: Ticket, _ transaction: any Transaction, isAtWork: Bool, at now: Instant
) throws -> [Explanation.Reason] {
    let obstacles = ticket.obstacles(
        try transaction.capacity(), cancelledBlockers: try transaction.cancelledBlockers(of: ticket.id), at: now)
    var found = obstacles.map { Explanation.Reason(code: $0.code, sentence: $0.sentence(at: now)) }
    switch ticket.state {
    case .merging(let id):
        if let change = try transaction.change(id) { found += try reasons(change, transaction) }
    case .inProgress(let id):
        if let run = try transaction.run(id) { found.append(reason(run, at: now)) }
        found += try transaction.openRequests(of: id).map {
            .init(code: "waits_for_answer", sentence: "\($0.sentence).")
        }
        found += try cameBack(ticket, transaction)
    case .todo:
        if found.isEmpty {
            found.append(
                isAtWork
                    ? .init(code: "starting", sentence: "Nothing is in the way: it starts this moment.")
                    : .init(code: "no_server", sentence: "No server runs: `skein up` starts one, and this ticket."))
        }
        found += try cameBack(ticket, transaction)
    case .done:
        if let landed = try transaction.changes(of: ticket.id).last, case .landed(let commit) = landed.state {
            found.append(.init(code: "landed", sentence: "\(landed.id) landed as commit \(commit.prefix(10))."))
        }
    case .backlog, .blocked, .cancelled: break
    }
    if let origin = try transaction.rule(thatWrote: ticket.id) {
        found.append(.init(code: "written_by_rule", sentence: "Rule \(origin.rule) wrote it about \(origin.about)."))
    }
    return found
}

/// Why a ticket is worked on once more.
private func cameBack(_ ticket: Ticket, _ transaction: any Transaction) throws -> [Explanation.Reason] {
    guard ticket.returns > 0, let change = try transaction.changes(of: ticket.id).last else { return [] }
    switch change.state {
    case .rejected, .conflicted:
        return [.init(code: "came_back", sentence: "It came back from the queue: \(change.sentence)")]
    case .queued, .gating, .proven, .publishing, .landed, .held, .withdrawn: return []
    }
}

private func reason(_ run: Run, at now: Instant) -> Explanation.Reason {
    let since = now - (run.processStartedAt ?? run.startedAt)
    return switch run.state {
    case .starting: .init(code: "run_starting", sentence: "\(run.agent) prepares its worktree.")
    case .running:
        .init(code: "run_running", sentence: "\(run.agent) has worked on it for \(since), attempt \(run.attempt).")
    case .stopping: .init(code: "run_stopping", sentence: "\(run.agent) is being stopped.")
    case .ended: .init(code: "run_ended", sentence: "\(run.id) ended.")
    }
}

private func reasons(_ change: Change, _ transaction: any Transaction) throws -> [Explanation.Reason] {
    let ahead = try transaction.queue().filter { $0.project == change.project && $0.id < change.id }
    var found: [Explanation.Reason] = []
    if change.state.isActive, let first = ahead.first {
        found.append(
            .init(
                code: "queue_position",
                sentence: "\(ahead.count) before it in the queue; \(first.id) is \(first.state.word)."))
    }
    found.append(.init(code: "change_\(change.state.word)", sentence: change.sentence))
    return found
}

extension Change {
    /// What the state means, for people.
    public var sentence: String {
        switch state {
        case .queued: "\(id) waits for its turn."
        case .gating(let candidate): "The gates run on tree \(candidate.tree.prefix(10)) of \(id)."
        case .proven: "\(id) passed every gate and is about to land."
        case .publishing(_, let commit): "\(id) is being published as \(commit.prefix(10))."
        case .landed(let commit): "\(id) landed as \(commit.prefix(10))."
        case .rejected(let evidence): "\(id) did not pass gate \(evidence.gate)."
        case .conflicted(_, let root?):
            "\(id) has no commit in common with the target: its history begins at \(root.prefix(10))."
        case .conflicted(let files, nil):
            "\(id) conflicts with the target in \(files.prefix(5).joined(separator: ", "))."
        case .held(let reason): "\(id) is held: \(reason)"
        case .withdrawn: "\(id) was withdrawn."
        }
    }
}
