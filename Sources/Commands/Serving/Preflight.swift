import ConfigurationFiles
import Domain
import Foundation
import Worktrees

/// What must be true before a server starts: found here, it changes nothing.
enum Preflight {
    /// Throws one sentence for the first project that cannot be served.
    static func check(_ workspace: LocalWorkspace) async throws {
        guard let source = workspace.source else { return }
        let configuration = try source.load()
        for (id, project) in configuration.projects.sorted(by: { $0.key < $1.key }) {
            try await check(id, project)
        }
    }

    static func check(_ id: Project.ID, _ project: Project.Definition) async throws {
        let repository = try await Repository.open(project.path)
        guard try await repository.branchTip(project.target) != nil else {
            throw CommandFailure(
                .configuration,
                "Project \(id) has no branch \(project.target) in \(project.path): create it, or name another `target`."
            )
        }
        if project.autoUpdateCheckout, let checkout = try await repository.checkout(of: project.target),
            !checkout.isClean
        {
            throw CommandFailure(
                .conflict,
                "\(checkout.path) has \(project.target) checked out with uncommitted changes, "
                    + "and `autoUpdateCheckout` is on: "
                    + "commit or stash them, or set `autoUpdateCheckout: false` for project \(id).")
        }
    }
}
