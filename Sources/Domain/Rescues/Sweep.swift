/// What is known of the ticket that a worktree or branch is named after.
public struct SweepSlice: Sendable {
    /// Nil when there is no such ticket.
    public var ticket: Ticket?
    /// Whether one of its runs has not ended, so that its agent may still write.
    public var hasLiveRun: Bool

    public init(ticket: Ticket?, hasLiveRun: Bool) {
        self.ticket = ticket
        self.hasLiveRun = hasLiveRun
    }

    /// Why the worktree is to be removed, once its work was saved; nil: it stays.
    public var reasonToRemove: Rescue.Reason? {
        guard let ticket else { return .orphaned }
        return ticket.state.isClosed && !hasLiveRun ? .closed : nil
    }
}

extension Event {
    /// The ticket or run with which a worktree may have become one that nobody needs.
    public var closing: Closing? {
        switch self {
        case .ticket(let ticket, .done), .ticket(let ticket, .cancelled): .ticket(ticket)
        case .run(let run, .ended): .run(run)
        case .workspace(.configured): .retention
        case .workspace, .project, .agent, .ticket, .run, .change, .request, .message, .schedule, .rule: nil
        }
    }

    /// What an event may have left to tidy up.
    public enum Closing: Hashable, Sendable {
        case ticket(Ticket.ID)
        /// Its ticket was closed before, perhaps.
        case run(Run.ID)
        /// Saved work may be kept for another time than before.
        case retention
    }
}

extension Rescue {
    /// Saved before this instant, a rescue may go. Nothing younger ever does.
    public static func limit(_ retention: Retention, at now: Instant) -> Instant {
        Instant(milliseconds: now.milliseconds.bounded(subtracting: retention.rescues.milliseconds))
    }

    /// When to look again, with the oldest that is left saved at `oldest`; never at once again.
    public static func nextExpiry(_ oldest: Instant, _ retention: Retention, at now: Instant) -> Instant {
        max(oldest + retention.rescues + .seconds(1), now + .minutes(1))
    }
}
