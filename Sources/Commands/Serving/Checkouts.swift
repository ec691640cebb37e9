import Domain
import Foundation
import Wire
import Worktrees

/// The user's own checkouts of target branches: landing moves the branch beneath them, never their files.
enum Checkouts {
    /// Says how to update each checkout that is behind its branch.
    static func remark(on workspace: LocalWorkspace) async throws {
        for project in try await projects(of: workspace) {
            guard let stale = try await Repository.open(project.path).staleCheckout(of: project.target) else {
                continue
            }
            say(
                "\(stale.path) has \(project.target) checked out and shows it as of \(stale.shows.id.prefix(10)): "
                    + "`skein sync` brings its files up to date.")
        }
    }

    /// Updates each checkout that is behind its branch and has no changes of the user's. Returns what to tell.
    static func update(_ workspace: LocalWorkspace) async throws -> [String] {
        var told: [String] = []
        for project in try await projects(of: workspace) {
            let repository = try await Repository.open(project.path)
            guard let stale = try await repository.staleCheckout(of: project.target) else {
                told.append("\(project.name): nothing to do")
                continue
            }
            try await repository.updateCheckout(stale.path, from: stale.shows, to: stale.tip)
            told.append("\(project.name): \(stale.path) is at \(stale.tip.id.prefix(10)) now")
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
