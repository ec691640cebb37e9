import Domain
import Orchestration
import Storage

extension ReferenceSite {
    /// Takes back what was chosen for the next runs of tickets that `store` does not know: the next new tickets get
    /// their numbers.
    func forgetChoices(unknownTo store: any Store) async throws {
        let (projects, last) = try await store.read { transaction in
            let last = try transaction.rows("SELECT coalesce(max(id), 0) FROM ticket", [])[0].integer(0)
            return (try transaction.projects(), Ticket.ID(number: last))
        }
        for project in projects where !project.isRetired { try await forgetChoices(in: project, after: last) }
    }
}
