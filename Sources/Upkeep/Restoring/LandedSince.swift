import Domain
import Orchestration
import Storage

/// A change that is on its target branch, and that the state of a backup does not know to have landed.
public struct LandedSince: Codable, Hashable, Sendable {
    /// What the state of the backup knows of a ticket.
    public enum Standing: String, Codable, Sendable { case open, closed, unknown }

    public var project: String
    public var ticket: String
    public var change: String
    public var commit: String
    public var standing: Standing

    init(_ landed: LandedCommit, in project: Project.ID, _ standing: Standing) {
        self.project = project.name
        ticket = landed.ticket.description
        change = landed.change.description
        commit = landed.commit
        self.standing = standing
    }

    /// One line that says what to do about it.
    public var sentence: String {
        let advice =
            switch standing {
            case .open: "skein ticket cancel \(ticket)"
            case .closed: "it is closed here"
            case .unknown: "there is no \(ticket) here; the next new ticket may get that number"
            }
        return "\(ticket) landed since on \(project) as \(commit.prefix(10)): \(advice)"
    }

    /// All of them, the newest first, for a state that was copied at `takenAt`.
    static func find(
        for store: any Store, takenAt: Instant, _ references: any ReferenceSite
    ) async throws -> [LandedSince] {
        let (projects, changes, tickets) = try await store.read { transaction in
            (try transaction.projects(), try transaction.allChanges(), try Self.standings(transaction))
        }
        let known = Dictionary(grouping: changes, by: \.id).compactMapValues(\.first)
        var found: [LandedSince] = []
        for project in projects where !project.isRetired {
            for landed in try await references.landed(in: project) {
                guard landed.isNews(to: known[landed.change], takenAt: takenAt) else { continue }
                found.append(
                    LandedSince(landed, in: project.id, tickets[landed.ticket.description] ?? .unknown))
            }
        }
        return found
    }

    private static func standings(_ transaction: any Transaction) throws -> [String: Standing] {
        let rows = try transaction.rows("SELECT id, state IN ('done', 'cancelled') FROM ticket", [])
        return Dictionary(uniqueKeysWithValues: rows.map { ("T-\($0.integer(0))", $0.bool(1) ? .closed : .open) })
    }
}

extension LandedCommit {
    /// Whether a state of `takenAt` that knows this much of the change does not know that it landed.
    ///
    /// A date alone does not tell: a commit is dated when its change was submitted, which may be long before it landed.
    fileprivate func isNews(to change: Change?, takenAt: Instant) -> Bool {
        let isSince = committedAt.milliseconds / 1000 >= takenAt.milliseconds / 1000
        guard let change, change.ticket == ticket else { return isSince }
        if case .landed = change.state { return false }
        return isSince || change.submittedAt.milliseconds / 1000 == committedAt.milliseconds / 1000
    }
}
