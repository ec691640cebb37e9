import Domain
import Orchestration

/// The rescues of every project, in its repository.
public struct ProjectRescues: RescueSite {
    public init() {}

    public func rescues(in project: Project, of ticket: String?) async throws -> [Rescue] {
        try await asked(project) { try await $0.rescues(of: ticket) }
    }

    public func patch(of rescue: Rescue, in project: Project, limit: Int) async throws -> RescuePatch {
        try await asked(project) { repository in
            let patch = try await repository.diff(parse(rescue.base), parse(rescue.commit), limit: limit)
            return RescuePatch(text: patch.text, isCut: patch.isCut)
        }
    }

    public func restore(_ rescue: Rescue, as branch: String, in project: Project) async throws {
        try await asked(project) { try await $0.restore(parse(rescue.commit), as: branch) }
    }

    public func restore(_ rescue: Rescue, for ticket: Ticket.ID, in project: Project) async throws {
        try await asked(project) { try await $0.restore(parse(rescue.commit), forNextRunOf: ticket.description) }
    }

    public func expire(before limit: Instant, in project: Project) async throws -> Instant? {
        try await asked(project) { try await $0.expireRescues(before: limit) }
    }

    private func asked<Answer: Sendable>(
        _ project: Project, _ body: @Sendable (Repository) async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await body(try await Repository.open(project.definition.path))
        } catch let failure as GitFailure {
            switch failure.code {
            case .branchExists: throw Rejection(.branchExists, failure.description)
            case .invalidName: throw Rejection(.badBranch, failure.description)
            case .restoreWaiting: throw Rejection(.restoreWaiting, failure.description)
            default: throw WorldFailure(failure.description)
            }
        }
    }
}
