import Domain
import Foundation
import Orchestration

/// Worktrees for tickets: a private clone each, below the workspace's state folder.
public struct TicketWorktrees: WorktreeSite {
    let stateFolder: String
    private let clock: any WallClock

    public init(stateFolder: String, clock: any WallClock) {
        self.stateFolder = stateFolder
        self.clock = clock
    }

    public func prepare(_ assignment: Assignment) async throws -> String {
        do {
            let repository = try await Repository.open(assignment.project.definition.path)
            if let base = preparedBase(assignment) {
                try await forgetChosenStart(assignment, in: repository)
                return base
            }
            async let chosenStart = chosenStart(assignment, in: repository)
            let target = try await repository.targetTip(assignment.project)
            let opened = try await open(assignment, in: repository, from: target)
            let ready: Worktree
            if let chosen = try await chosenStart {
                ready = try await restore(chosen, into: opened.worktree, assignment, at: target)
            } else {
                ready = try await position(opened, assignment, at: target)
            }
            try writeEvidence(assignment)
            try write(ready.base.id, to: basePath(assignment))
            try await forgetChosenStart(assignment, in: repository)
            return ready.base.id
        } catch let failure as GitFailure {
            throw WorldFailure(failure.description)
        }
    }

    public func collect(_ assignment: Assignment) async throws -> String? {
        do {
            let repository = try await Repository.open(assignment.project.definition.path)
            let target = try await repository.targetTip(assignment.project)
            let worktree = try await open(assignment, in: repository, from: target).worktree
            _ = try await worktree.commitAll(
                message: leftoverMessage(assignment), identity: Identity(agent: assignment.agent.id), date: seconds)
            let collected = try await repository.collect(worktree, into: worktree.branch)
            try await refuseStateFiles(of: collected, beyond: worktree.base, assignment, in: repository)
            return collected.files.isEmpty ? nil : collected.head.id
        } catch let failure as GitFailure {
            throw WorldFailure(failure.description)
        }
    }

    /// The content of the files of a live run, as the name of a tree; nil when it cannot be told now.
    public func content(of run: Run, in project: Project) async -> String? {
        guard let base = run.base.flatMap(Commit.init) else { return nil }
        let places = Places(state: stateFolder, run: run.id, ticket: run.ticket)
        do {
            let repository = try await Repository.open(project.definition.path)
            let worktree = Worktree(
                repository: repository, path: places.worktree, branch: Ticket(id: run.ticket).branch, base: base)
            return try await worktree.content().id
        } catch {
            return nil  // A worktree that is damaged or just being removed: whoever asks does without.
        }
    }

    var seconds: Int64 { clock.now.milliseconds / 1000 }

    private func leftoverMessage(_ assignment: Assignment) -> String {
        let (run, agent) = (assignment.run.id, assignment.agent.id)
        return "\(assignment.ticket.content.title)\n\nLeft uncommitted by \(run) of \(agent).\n"
    }

    private func open(
        _ assignment: Assignment, in repository: Repository, from target: Commit
    ) async throws -> OpenedWorktree {
        let folder = assignment.places.worktree
        try makeFolder((folder as NSString).deletingLastPathComponent)
        return try await repository.openWorktree(
            at: folder, branch: assignment.ticket.branch, from: target, resume: true,
            identity: Identity(agent: assignment.agent.id))
    }

    /// Brings the worktree to where this run starts; earlier work that would be in the way is saved first.
    private func position(
        _ opened: OpenedWorktree, _ assignment: Assignment, at target: Commit
    ) async throws -> Worktree {
        let worktree = opened.worktree
        switch assignment.start {
        case .branch:
            let identity = Identity(agent: assignment.agent.id)
            _ = try await worktree.commitAll(message: "Left uncommitted\n", identity: identity, date: seconds)
            let merged = try await worktree.repository.mergeTarget(
                into: worktree, target: target, identity: identity, date: seconds)
            switch merged {
            case .upToDate: return worktree
            case .merged(_, let renewed): return renewed
            case .conflict: return try await startOver(worktree, assignment, at: target)
            }
        case .target:
            // Nobody can have changed what was made this moment; to look costs eight git processes.
            if worktree.base == target, opened.madeAt == target { return worktree }
            guard worktree.base == target, try await worktree.head() == target, try await !worktree.isDirty() else {
                return try await startOver(worktree, assignment, at: target)
            }
            return worktree
        }
    }

    func startOver(_ worktree: Worktree, _ assignment: Assignment, at target: Commit) async throws -> Worktree {
        let restarted = try await worktree.repository.restart(
            worktree, from: target, at: seconds, identity: Identity(agent: assignment.agent.id))
        if let patch = restarted.patch {
            try write(patch.bytes, to: "\(assignment.places.evidence)/previous.patch")
        }
        return restarted.worktree
    }

    private func writeEvidence(_ assignment: Assignment) throws {
        switch assignment.returned?.state {
        case .rejected(let evidence):
            try write(evidence.output, to: "\(assignment.places.evidence)/gate.txt")
        case .conflicted(_, let root?):
            try write("no commit in common; begins at \(root)\n", to: "\(assignment.places.evidence)/conflict.txt")
        case .conflicted(let files, nil):
            try write(files.joined(separator: "\n") + "\n", to: "\(assignment.places.evidence)/conflict.txt")
        default: break
        }
    }

    private func basePath(_ assignment: Assignment) -> String { "\(assignment.places.runFolder)/base" }

    /// The base that this run's worktree was prepared from, when that was done before.
    private func preparedBase(_ assignment: Assignment) -> String? {
        readFile(basePath(assignment)).flatMap { Commit(String(decoding: $0, as: UTF8.self))?.id }
    }
}

extension Repository {
    /// The tip of the project's target branch.
    func targetTip(_ project: Project) async throws -> Commit {
        let target = project.definition.target
        guard let tip = try await branchTip(target) else {
            throw GitFailure(
                .gitRefused, attempted: "find the branch \(target)", place: project.definition.path,
                advice: "create it, or name another `target` for project \(project.id) in skein.yaml")
        }
        return tip
    }
}

extension Identity {
    init(agent: Agent.ID) {
        self.init(name: agent.name, email: "\(agent.name)@skein.invalid")
    }
}

func makeFolder(_ path: String) throws {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
        throw WorldFailure("the folder \(path) cannot be made: \(error.localizedDescription)")
    }
}

func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

/// Whole or not at all, but not synced: after a power cut the step that wrote it is simply taken again.
func write(_ bytes: [UInt8], to path: String) throws {
    try makeFolder((path as NSString).deletingLastPathComponent)
    try writeFile(path, bytes)
}
