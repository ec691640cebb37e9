import Domain
import Logging
import Storage

/// The shell around the rules: performs commands and wakes who may have work because of them.
public struct Engine: Sendable {
    public let store: any Store
    public let clock: any WallClock
    public let feed: JournalFeed
    public let logger: Logger
    /// The workspace's state folder, `.skein`.
    public let stateFolder: String
    public let lag = LagMeter()
    /// Whether reconcilers work with it; otherwise nothing starts or lands, and explanations say so.
    public var isAtWork = true
    /// Room for those decisions that a full disk must not prevent.
    public var reserve: (any Reserve)?
    /// What agents keep and the workspace knows; nil when it has no files.
    public var notes: (any NoteSite)?

    public init(store: any Store, clock: any WallClock, feed: JournalFeed, logger: Logger, stateFolder: String) {
        self.store = store
        self.clock = clock
        self.feed = feed
        self.logger = logger
        self.stateFolder = stateFolder
    }

    /// Decides and saves `command`, then wakes the reconcilers and whoever follows the journal.
    @discardableResult
    public func perform<C: Performable>(
        _ command: C, by actor: Actor, cause: Int64? = nil
    ) async throws -> [JournalEntry] {
        let entries: [JournalEntry]
        do {
            entries = try await store.perform(command, by: actor, cause: cause, at: clock.now)
        } catch let failure as StorageFailure where failure.reason == .diskFull && command is any Relieving {
            guard let reserve, reserve.release() else { throw failure }
            logger.warning("the disk is full: what was kept free for stopping is used now")
            entries = try await store.perform(command, by: actor, cause: cause, at: clock.now)
        }
        if entries.contains(where: { $0.event.makesRoom }) { reserve?.fill() }
        if !entries.isEmpty { feed.wake() }
        return entries
    }

    /// What a run's parts need, as of now; nil when there is no such run.
    func assignment(_ id: Run.ID) async throws -> Assignment? {
        let stateFolder = stateFolder
        return try await store.read { transaction in
            guard let run = try transaction.run(id), let ticket = try transaction.ticket(run.ticket),
                let agent = try transaction.agent(run.agent), let project = try transaction.project(run.project)
            else { return nil }
            let earlier = try transaction.runs(of: ticket.id).filter { $0.id < id }
            // Who goes on with a session knows what it was told before.
            let since = run.choice.resumes == nil ? nil : earlier.last?.startedAt
            return Assignment(
                run: run, ticket: ticket, agent: agent, project: project,
                comments: try transaction.comments(of: ticket.id), earlier: earlier,
                parts: try transaction.parts(of: ticket.id),
                blockers: try ticket.content.blockers.prefix(Assignment.shownBlockers).compactMap(transaction.ticket),
                mail: try transaction.messages(of: id),
                answers: try transaction.closedRequests(
                    of: ticket.id, since: since ?? Instant(milliseconds: .min)),
                returned: try transaction.returnedChange(of: ticket.id, before: run),
                places: Places(state: stateFolder, run: id, ticket: ticket.id))
        }
    }
}

extension Event {
    /// Whether there may be room on the disk since then.
    fileprivate var makesRoom: Bool {
        switch self {
        case .workspace(.serverStarted), .workspace(.diskFreed): true
        case .workspace, .project, .agent, .ticket, .run, .change, .request, .message, .schedule, .rule: false
        }
    }
}

extension Transaction {
    /// The change that the ticket's run before `run` submitted, when the queue sent it back.
    fileprivate func returnedChange(of ticket: Ticket.ID, before run: Run) throws -> Change? {
        guard let change = try changes(of: ticket).last(where: { $0.run < run.id }) else { return nil }
        return switch change.state {
        case .rejected, .conflicted: change
        case .queued, .gating, .proven, .publishing, .landed, .held, .withdrawn: nil
        }
    }
}
