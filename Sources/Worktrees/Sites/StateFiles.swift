import Domain
import Orchestration

/// Files of Skein's own state folder never land: they open the API, or are of no use to anybody else.
extension TicketWorktrees {
    func refuseStateFiles(
        of collected: Collected, beyond base: Commit, _ assignment: Assignment, in repository: Repository
    ) async throws {
        if let file = collected.files.first(where: \.isOfState) { throw refusal(file.description) }
        // A merge brings every commit of the branch along, also one whose file a later one deleted.
        guard assignment.project.definition.strategy == .merge, collected.commits > 1 else { return }
        let output = try await repository.git.check(
            [
                "log", "--format=", "--name-only", "-z", "--no-renames", "\(base.id)..\(collected.head.id)", "--",
                ":(icase,glob)**/.skein/**",
            ], to: "look for Skein's own files")
        if let file = output.paths.first { throw refusal(file.description) }
    }

    private func refusal(_ file: String) -> WorldFailure {
        WorldFailure(
            "the change contains \(file), and files of Skein's own folder .skein never land: do the work again without "
                + "them, in no commit of the branch, and do not add them with --force")
    }
}

extension RepositoryPath {
    /// Whether it lies in a folder `.skein`, in whatever case, or is one.
    fileprivate var isOfState: Bool {
        bytes.split(separator: UInt8(ascii: "/")).contains {
            String(decoding: $0, as: UTF8.self).lowercased() == ".skein"
        }
    }
}
