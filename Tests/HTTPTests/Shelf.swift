import Domain
import Orchestration
import Synchronization

/// Saved work of one project, in memory: a restored branch stays, and a ticket starts from one rescue at most.
final class Shelf: RescueSite {
    /// The one that is there from the beginning.
    static var sample: Rescue {
        guard let id = Rescue.ID("T-1/1700000000") else { preconditionFailure("a plain id") }
        return Rescue(id: id, reason: .closed, branch: "skein/T-1", base: "b0", commit: "c0")
    }

    struct State {
        var rescues = [Shelf.sample]
        var branches: [String: String] = ["main": "0"]
        var starts: [Ticket.ID: String] = [:]
        var isBroken = false
    }

    let state = Mutex(State())

    func rescues(in project: Project, of ticket: String?) async throws -> [Rescue] {
        try state.withLock { state in
            if state.isBroken { throw WorldFailure("the disk is gone: mend it") }
            return state.rescues.filter { ticket == nil || $0.id.ticket == ticket }
        }
    }

    func patch(of rescue: Rescue, in project: Project, limit: Int) async throws -> RescuePatch {
        let text = "diff of \(rescue.commit)"
        return RescuePatch(text: String(text.prefix(limit)), isCut: text.count > limit)
    }

    func restore(_ rescue: Rescue, as branch: String, in project: Project) async throws {
        try state.withLock { state in
            if state.branches[branch] != nil { throw Rejection(.branchExists, "there is a \(branch)") }
            state.branches[branch] = rescue.commit
        }
    }

    func restore(_ rescue: Rescue, for ticket: Ticket.ID, in project: Project) async throws {
        try state.withLock { state in
            let known = state.starts[ticket]
            if let known, known != rescue.commit { throw Rejection(.restoreWaiting, "it starts from \(known)") }
            state.starts[ticket] = rescue.commit
        }
    }

    func expire(before limit: Instant, in project: Project) async throws -> Instant? {
        state.withLock { state in
            state.rescues.removeAll { $0.id.savedAt < limit }
            return state.rescues.map(\.id.savedAt).min()
        }
    }
}
