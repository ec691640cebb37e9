/// How a compare-and-swap of a branch here ended.
public enum Published: Hashable, Sendable {
    case published
    /// Somebody else moved the branch first; nil: deleted it.
    case moved(Commit?)
}

/// How a push ended.
public enum Pushed: Hashable, Sendable {
    case pushed
    /// The remote did not take it; nothing changed there.
    case rejected(reason: String)
}

extension Repository {
    /// Moves `branch` from `expected` to `new` here, or not at all.
    public func publish(branch: String, expected: Commit, new: Commit) async throws -> Published {
        try Self.check(branch: branch, place: gitDirectory)
        return try await exclusively {
            let found = try await move("refs/heads/" + branch, from: expected, to: new, because: "skein: land")
            guard let found else { return .published }
            // The swap had been done before, by a run of ours that was killed.
            return found.commit == new ? .published : .moved(found.commit)
        }
    }

    /// Pushes `new` as `branch` to a remote, by name or URL, if the remote's branch is at `expected` (nil: does not
    /// exist) and `new` continues it. Never forced.
    public func push(remote: String, branch: String, expected: Commit?, new: Commit) async throws -> Pushed {
        try Self.check(branch: branch, place: gitDirectory)
        try check(remote: remote)
        // The lease alone would let history be rewritten.
        if let expected {
            guard try await has(expected), try await isAncestor(expected, of: new) else {
                return .rejected(reason: "\(new) does not continue \(expected)")
            }
        }
        let attempted = "push \(branch) to \(remote)"
        let reference = "refs/heads/" + branch
        let output = try await git.run(
            [
                "push", "--porcelain", "--no-verify", "--no-follow-tags", "--no-signed", "--recurse-submodules=no",
                "--force-with-lease=\(reference):\(expected?.id ?? "")", "--end-of-options", remote,
                "\(new.id):\(reference)",
            ], to: attempted, patience: Git.longPatience)
        if output.status == 0 { return .pushed }
        guard let line = output.lines.first(where: { $0.hasPrefix("!\t") }) else {
            throw unreachable(remote, output, attempted)
        }
        let reason = line.split(separator: "\t").dropFirst(2).joined(separator: " ")
        let isLost =
            reason.contains("stale info") || reason.contains("fetch first") || reason.contains("non-fast-forward")
        return .rejected(reason: isLost || output.errors.isEmpty ? reason : reason + ": " + output.errors)
    }

    /// Fetches the tip of a remote's branch, kept here under `refs/skein/remotes/`; nil when the remote has none.
    public func fetchTip(remote: String, branch: String) async throws -> Commit? {
        try Self.check(branch: branch, place: gitDirectory)
        try check(remote: remote)
        let attempted = "fetch \(branch) from \(remote)"
        let reference = "refs/skein/remotes/\(Self.component(remote))/\(branch)"
        return try await exclusively {
            let output = try await git.run(
                [
                    "-c", "fetch.writeCommitGraph=false", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
                    "--no-auto-maintenance", "--recurse-submodules=no", "--no-prune", "--refmap=", "--end-of-options",
                    remote, "+refs/heads/\(branch):\(reference)",
                ], to: attempted, patience: Git.longPatience)
            if output.status == 0 { return try await tip(of: reference) }
            guard output.errors.contains("couldn't find remote ref") else {
                throw unreachable(remote, output, attempted)
            }
            return nil
        }
    }

    private func unreachable(_ remote: String, _ output: Git.Output, _ attempted: String) -> GitFailure {
        GitFailure(
            .gitRefused, attempted: attempted, place: gitDirectory,
            detail: output.errors.isEmpty ? "exit status \(output.status)" : output.errors,
            advice: "check that the remote \(remote) exists and that `git push` to it works there without a question")
    }

    private func check(remote: String) throws {
        guard remote.isEmpty || remote.hasPrefix("-") || remote.utf8.contains(where: { $0 < 0x20 }) else { return }
        throw GitFailure(
            .invalidName, attempted: "use the remote \(remote.debugDescription)", place: gitDirectory,
            advice: "give the name or URL of a remote")
    }

    /// A part of a reference name that stands for a remote: its name, or for a URL a number made from it (FNV-1a).
    private static func component(_ remote: String) -> String {
        let isName = remote.utf8.allSatisfy {
            (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == 0x5f
        }
        if isName { return remote }
        let hash = remote.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return "url-" + String(hash, radix: 16)
    }
}
