/// What every command of the merge queue must know: one change, its ticket and its project.
public struct ChangeSlice: Sendable {
    public var change: Change?
    public var ticket: Ticket?
    public var project: Project?
    public var settings: Workspace.Settings
    /// Results known for the candidate's tree, by gate.
    public var passed: Set<Gate>
    public var dependants: [Ticket.ID]
    /// When the ticket's latest runs began.
    public var starts: [Instant]
    /// Another change of the project, whose commit is on its way to the branch.
    public var publishing: Change.ID?

    public init(
        change: Change?, ticket: Ticket?, project: Project?, settings: Workspace.Settings,
        passed: Set<Gate> = [], dependants: [Ticket.ID] = [], starts: [Instant] = [],
        publishing: Change.ID? = nil
    ) {
        self.change = change
        self.ticket = ticket
        self.project = project
        self.settings = settings
        self.passed = passed
        self.dependants = dependants
        self.starts = starts
        self.publishing = publishing
    }

    /// The change, when it is still where the merge queue saw it.
    func require(_ id: Change.ID, _ isExpected: (Change.State) -> Bool) throws(Rejection) -> (Change, Ticket) {
        guard let change, let ticket else { throw .unknown(id) }
        guard isExpected(change.state) else {
            throw Rejection(.changeMoved, "\(id) is \(change.state.word) by now: look again with `skein queue`.")
        }
        return (change, ticket)
    }
}

extension Change.State {
    /// Whether the queue may be building a candidate: also while gating, when the gates that were left are gone.
    fileprivate var awaitsCandidate: Bool {
        switch self {
        case .queued, .gating: true
        case .proven, .publishing, .landed, .rejected, .conflicted, .held, .withdrawn: false
        }
    }
}

/// Git merged the change onto the target: this tree is what the gates must pass.
public struct RecordCandidate: Command {
    public let change: Change.ID
    public let candidate: Change.Candidate

    public init(change: Change.ID, candidate: Change.Candidate) {
        self.change = change
        self.candidate = candidate
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        _ = try slice.require(change, \.awaitsCandidate)
        guard let gates = slice.project?.definition.gates, !gates.isEmpty else {
            throw Rejection(
                .gatesMissing, "The project has no gate, so nothing can be proven: add one under `gates` in skein.yaml."
            )
        }
        let built = Event.change(change, .candidateBuilt(candidate: candidate))
        let isKnown = gates.allSatisfy(slice.passed.contains)
        return isKnown ? [built, .change(change, .proven)] : [built]
    }
}

/// Git could not merge the change onto the target.
public struct RecordConflict: Command {
    public let change: Change.ID
    public let files: [String]
    /// Where the branch begins when it has no commit in common with the target.
    public let root: String?

    public init(change: Change.ID, files: [String], root: String? = nil) {
        self.change = change
        self.files = files
        self.root = root
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        let (record, ticket) = try slice.require(change, \.awaitsCandidate)
        let reason = "\(record.id) \(difficulty(slice.project?.definition.target ?? "the target"))"
        return [.change(change, .conflicted(files: files, root: root)), ticket.sentBack(reason, slice, at: now)]
    }

    private func difficulty(_ target: String) -> String {
        if let root { return "begins at \(root.prefix(10)) and has no commit in common with \(target)" }
        return "conflicts with \(target) in \(files.prefix(10).joined(separator: ", "))"
    }
}

/// The change adds nothing to the target any more: all of it is there already.
public struct RecordNothingToLand: Command {
    public let change: Change.ID
    public let target: String

    public init(change: Change.ID, target: String) {
        self.change = change
        self.target = target
    }

    public func decide(_ slice: ChangeSlice, at now: Instant) throws(Rejection) -> [Event] {
        let (_, ticket) = try slice.require(change, \.awaitsCandidate)
        return [.change(change, .landed(commit: target))]
            + ticket.finished(summary: ticket.summary, dependants: slice.dependants)
    }
}

extension Ticket {
    /// A change that came back: once more to the agent with the evidence, then to a person.
    func sentBack(_ reason: String, _ slice: ChangeSlice, at now: Instant) -> Domain.Event {
        let settings = slice.settings
        if let blockage = bounces(slice.starts, settings.health.startsPerHour, at: now) {
            return .ticket(id, .blocked(blockage: blockage))
        }
        if returns < settings.maxReturns { return .ticket(id, .returned(returns: returns + 1)) }
        let times = returns == 0 ? "" : " again"
        let blockage = Blockage(
            reason: "\(reason)\(times). Look at `skein ticket show \(id)` and branch \(branch), "
                + "then `skein ticket reopen \(id)`.")
        return .ticket(id, .blocked(blockage: blockage))
    }
}
