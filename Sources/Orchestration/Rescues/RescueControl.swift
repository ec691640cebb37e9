import Domain
import Storage

/// What people do with saved work: they list it, look at it, and restore it.
public struct RescueControl: Sendable {
    /// A rescue and the project in whose repository it is.
    public struct Found: Sendable {
        public let project: Project
        public let rescue: Rescue
    }

    private let engine: Engine
    private let site: any RescueSite

    public init(engine: Engine, site: any RescueSite) {
        self.engine = engine
        self.site = site
    }

    /// The rescues of all projects, the latest first.
    ///
    /// - Parameter landed: also the commits of tickets that landed, whose work is in the target.
    public func list(of ticket: String?, landed: Bool) async throws -> [Found] {
        var found: [Found] = []
        for project in try await engine.store.read({ try $0.projects() }) {
            let rescues = try await asked { try await site.rescues(in: project, of: ticket) }
            found += rescues.filter { landed || $0.reason != .landed }.map { Found(project: project, rescue: $0) }
        }
        return found.sorted { $0.rescue.id.savedAt > $1.rescue.id.savedAt }
    }

    /// - Throws: `Rejection` when there is no such rescue.
    public func find(_ id: Rescue.ID) async throws -> Found {
        let found = try await list(of: id.ticket, landed: true).first { $0.rescue.id == id }
        guard let found else { throw Rejection.unknown(id) }
        return found
    }

    public func patch(of found: Found, limit: Int) async throws -> RescuePatch {
        try await asked { try await site.patch(of: found.rescue, in: found.project, limit: limit) }
    }

    /// Makes a new branch at the rescue; nothing is overwritten.
    public func restore(_ id: Rescue.ID, as branch: String) async throws {
        let found = try await find(id)
        try await asked { try await site.restore(found.rescue, as: branch, in: found.project) }
    }

    /// Makes the ticket's next run start from the rescue, and tells its agent so.
    public func restore(_ id: Rescue.ID, for ticket: Ticket.ID, by person: String) async throws {
        let found = try await find(id)
        guard let record = try await engine.store.read({ try $0.ticket(ticket) }) else {
            throw Rejection.unknown(ticket)
        }
        guard !record.state.isClosed else {
            throw Rejection(
                .ticketClosed,
                "\(ticket) is \(record.state.word) and has no next run: create a new ticket, or restore "
                    + "into a branch.")
        }
        guard record.content.project == found.project.id else {
            throw Rejection(
                .repositoryFailed,
                "\(id) is in project \(found.project.id), and \(ticket) is of project "
                    + "\(record.content.project): name a ticket of the same project.")
        }
        try await asked { try await site.restore(found.rescue, for: ticket, in: found.project) }
        let text = "The next run starts from rescue \(id), commit \(found.rescue.commit.prefix(12))."
        let known = try await engine.store.read { try $0.comments(of: ticket) }
        if known.last?.text == text { return }
        try await engine.perform(CommentOnTicket(ticket: ticket, author: person, text: text), by: .person(person))
    }

    private func asked<Answer: Sendable>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let failure as WorldFailure {
            throw Rejection(.repositoryFailed, failure.description)
        }
    }
}
