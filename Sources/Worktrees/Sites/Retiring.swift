import Domain
import Glibc
import Orchestration

/// How worktrees and branches end.
extension TicketWorktrees {
    private var root: String { "\(stateFolder)/worktrees" }
    private static let beside = [".keeper", ".dead", ".new"]

    public func retire(_ ticket: Ticket, in project: Project) async throws {
        let name = ticket.id.description
        try await told {
            let repository = try await Repository.open(project.definition.path)
            try await Turns.take("retire \(root)/\(name)") {
                try await removeFolders(name, of: repository, because: .closed)
                guard ticket.state == .done else { return }
                let target = try await repository.tip(of: "refs/heads/" + project.definition.target)
                try await repository.removeLandedBranch(ticket.branch, of: name, into: target, at: seconds)
            }
        }
    }

    public func remove(_ name: String, because reason: Rescue.Reason, among projects: [Project]) async throws {
        try await told {
            try await Turns.take("retire \(root)/\(name)") {
                try await removeFolders(name, of: try await owner(of: name, among: projects), because: reason)
            }
        }
    }

    public func leftovers(in projects: [Project]) async throws -> [String] {
        var names = Set<String>()
        switch fileKind(root) {
        case .nothing: break
        case .folder: names.formUnion(folderNames)
        case .file, .link, .other:
            throw WorldFailure(
                "\(root) is not a folder but a link or a file: move it away, Skein removes nothing through it.")
        }
        for project in projects {
            do {
                names.formUnion(try await Repository.open(project.definition.path).ticketsWithBranches())
            } catch is GitFailure {
                continue  // A repository that is away has nothing to tidy up now; its tickets say what is wrong.
            }
        }
        return names.sorted()
    }

    /// The names of worktrees, also of those of which only a half or a keeper is left.
    private var folderNames: [String] {
        (Folder(path: root)?.entries() ?? []).compactMap { entry in
            let bytes = entry.name.dropLast().map { UInt8(bitPattern: $0) }
            guard let name = String(validating: bytes, as: UTF8.self) else { return nil }
            for ending in Self.beside where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
            return name
        }
    }

    /// The repository that the record names, if it is one of a project: a record alone opens none.
    private func owner(of name: String, among projects: [Project]) async throws -> Repository? {
        guard let named = Record(of: "\(root)/\(name)")?.repository else { return nil }
        for project in projects {
            do {
                let repository = try await Repository.open(project.definition.path)
                if repository.gitDirectory == named { return repository }
            } catch is GitFailure {
                continue
            }
        }
        return nil
    }

    private func removeFolders(_ name: String, of repository: Repository?, because reason: Rescue.Reason) async throws {
        let folder = "\(root)/\(name)"
        guard ([""] + Self.beside).contains(where: { fileKind(folder + $0) != .nothing }) else { return }
        guard let repository, let worktree = repository.worktree(at: folder) else {
            // An empty folder was made by a server that was killed before it could write the record.
            let left = ([""] + Self.beside).filter { rmdir(folder + $0) != 0 && fileKind(folder + $0) != .nothing }
            if left.isEmpty { return }
            throw notOwned(folder, "there is no record that Skein made it for a project's repository")
        }
        _ = try await repository.removeWorktree(worktree, below: root, at: seconds, because: reason)
    }

    private func told<Answer: Sendable>(_ body: () async throws -> Answer) async throws -> Answer {
        do {
            return try await body()
        } catch let failure as GitFailure {
            throw WorldFailure(failure.description)
        }
    }
}
