import Domain
import Foundation
import Wire
import Worktrees

/// The user's own checkouts of target branches: landing moves the branch beneath them, never their files.
enum Checkouts {
    /// Says how to update each checkout that is behind its branch.
    static func tell(about workspace: LocalWorkspace) async throws {
        for project in try await projects(of: workspace) {
            guard let stale = try await Repository.open(project.path).staleCheckout(of: project.target) else {
                continue
            }
            remark(
                "\(stale.path) has \(project.target) checked out and shows it as of \(stale.shows.id.prefix(10)): "
                    + "`skein sync` brings its files up to date; a commit there before that would undo what landed.")
        }
    }

    /// What was done to a project's checkout.
    struct Update: Codable {
        let project: String
        /// The checkout that was brought up to date; nil when there was nothing to do.
        var path: String?
        var commit: String?

        var sentence: String {
            guard let path, let commit else { return "\(project): nothing to do" }
            return "\(project): \(path) is at \(commit.prefix(10)) now"
        }
    }

    /// Updates each checkout that is behind its branch and has no changes of the user's.
    static func update(_ workspace: LocalWorkspace) async throws -> [Update] {
        var told: [Update] = []
        for project in try await projects(of: workspace) {
            let repository = try await Repository.open(project.path)
            guard let stale = try await repository.staleCheckout(of: project.target) else {
                told.append(Update(project: project.name))
                continue
            }
            try await repository.updateCheckout(stale.path, from: stale.shows, to: stale.tip)
            told.append(Update(project: project.name, path: stale.path, commit: stale.tip.id))
        }
        return told
    }

    private struct Place {
        let name: String
        let path: String
        let target: String
    }

    private static func projects(of workspace: LocalWorkspace) async throws -> [Place] {
        if let source = workspace.source {
            return try source.load().projects.sorted { $0.key < $1.key }.map {
                Place(name: $0.key.name, path: $0.value.path, target: $0.value.target)
            }
        }
        let branch = try await Repository.open(workspace.root).defaultBranch()
        return [Place(name: Names.project(at: workspace.root), path: workspace.root, target: branch)]
    }
}
