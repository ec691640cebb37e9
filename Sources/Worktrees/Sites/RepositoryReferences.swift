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

    public func landed(in project: Project, since instant: Instant) async throws -> [LandedCommit] {
        do {
            let repository = try await Repository.open(project.definition.path)
            guard try await repository.branchTip(project.definition.target) != nil else { return [] }
            return try await repository.trailers(of: project.definition.target, since: instant.milliseconds / 1000)
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

    /// What the merge queue wrote beneath its commits on a branch, since `seconds`.
    fileprivate func trailers(of branch: String, since seconds: Int64) async throws -> [LandedCommit] {
        let format =
            "%H %(trailers:key=Skein-Ticket,valueonly,separator=%x2C) "
            + "%(trailers:key=Skein-Change,valueonly,separator=%x2C)"
        let output = try await git.check(
            ["log", "--since=@\(seconds)", "--format=\(format)", "refs/heads/\(branch)"],
            to: "read what landed on \(branch)")
        return output.lines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, let ticket = Ticket.ID(words[1]), let change = Change.ID(words[2]) else {
                return nil
            }
            return LandedCommit(commit: words[0], ticket: ticket, change: change)
        }
    }
}
