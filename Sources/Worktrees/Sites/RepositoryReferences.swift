import Domain
import Foundation
import Orchestration

/// Looks whether the projects' repositories hold what the state refers to.
public struct RepositoryReferences: ReferenceSite {
    public init() {}

    public func faults(in project: Project, changes: [Change]) async throws -> [Finding] {
        let subject = "project \(project.id)"
        do {
            let repository = try await Repository.open(project.definition.path)
            let landed = try await missing(changes, from: repository, project)
            let open = changes.filter(\.isOpen)
            return landed + (try await lost(open, repository, subject))
        } catch let failure as GitFailure {
            return [Finding(subject, "Its repository cannot be read: \(failure)", advice: "See what git says there.")]
        }
    }

    /// Landed commits that the target does not reach.
    private func missing(
        _ changes: [Change], from repository: Repository, _ project: Project
    ) async throws -> [Finding] {
        let landed = changes.compactMap { change in change.landedCommit.map { (change, $0) } }
        guard !landed.isEmpty else { return [] }
        let target = project.definition.target
        let reached = try await repository.commits(reachedBy: target)
        return landed.filter { !reached.contains($0.1) }.map { change, commit in
            Finding(
                "project \(project.id)", "\(change.id) of \(change.ticket) landed as \(commit), which \(target) lacks.",
                advice: "Somebody rewrote \(target): if that was not meant, see `git reflog \(target)`.")
        }
    }

    /// Open changes whose commit is gone: they could not land any more.
    private func lost(_ open: [Change], _ repository: Repository, _ subject: String) async throws -> [Finding] {
        var findings: [Finding] = []
        for change in open {
            guard let commit = Commit(change.head), try await repository.has(commit) else {
                findings.append(
                    Finding(
                        subject, "The commit \(change.head) of \(change.id) is not in the repository.",
                        advice: "Fetch it from a copy of the repository, or skein ticket cancel \(change.ticket)."))
                continue
            }
        }
        return findings
    }

    public func forgetChoices(in project: Project, after last: Ticket.ID) async throws {
        do {
            let repository = try await Repository.open(project.definition.path)
            for (ticket, commit) in try await repository.nextStarts() {
                guard let id = Ticket.ID(ticket), id > last else { continue }
                try await repository.forgetNextStart(of: ticket, at: commit)
            }
        } catch let failure as GitFailure {
            throw WorldFailure(failure.description)
        }
    }

    public func landed(in project: Project) async throws -> [LandedCommit] {
        do {
            let repository = try await Repository.open(project.definition.path)
            guard try await repository.branchTip(project.definition.target) != nil else { return [] }
            return try await repository.trailers(of: project.definition.target)
        } catch let failure as GitFailure {
            throw WorldFailure(failure.description)
        }
    }
}

extension Change {
    fileprivate var isOpen: Bool {
        switch state {
        case .queued, .gating, .proven, .publishing, .held: true
        case .landed, .rejected, .conflicted, .withdrawn: false
        }
    }

    fileprivate var landedCommit: String? {
        if case .landed(let commit) = state { commit } else { nil }
    }
}

extension Repository {
    /// The ids of all commits of a branch.
    fileprivate func commits(reachedBy branch: String) async throws -> Set<String> {
        guard let tip = try await branchTip(branch) else { return [] }
        let attempted = "list the commits of \(branch)"
        let output = try await git.check(["rev-list", tip.id], to: attempted, patience: Git.longPatience)
        return Set(output.lines)
    }

    /// What the merge queue wrote beneath its commits on a branch.
    ///
    /// All of them: `--since` stops at the first commit that is older, and below it there may be newer ones. An agent
    /// can write the same beneath a commit of its own, which a merge brings along: that one is neither on the branch's
    /// own line nor committed by the queue.
    fileprivate func trailers(of branch: String) async throws -> [LandedCommit] {
        let line = try await trailers(of: branch, "--first-parent")
        let known = Set(line.map(\.commit))
        let queued = try await trailers(of: branch, "--committer=<skein@skein.invalid>")
        return line + queued.filter { !known.contains($0.commit) }
    }

    private func trailers(of branch: String, _ option: String) async throws -> [LandedCommit] {
        let format =
            "%H %ct %(trailers:key=Skein-Ticket,valueonly,separator=%x2C) "
            + "%(trailers:key=Skein-Change,valueonly,separator=%x2C)"
        let output = try await git.check(
            ["log", option, "--fixed-strings", "--grep=Skein-Change: ", "--format=\(format)", "refs/heads/\(branch)"],
            to: "read what landed on \(branch)", patience: Git.longPatience)
        return output.lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 4, let seconds = Int64(words[1]), let ticket = Ticket.ID(words[2]),
                let change = Change.ID(words[3])
            else { return nil }
            return LandedCommit(
                commit: words[0], ticket: ticket, change: change,
                committedAt: Instant(milliseconds: seconds * 1000))
        }
    }
}
