import Glibc
import Processes

extension Repository {
    /// Runs `change`, which writes `reference`, and once more when the lock of a git that was killed was in its way.
    func changing(_ reference: String, _ change: () async throws -> Git.Output) async throws -> Git.Output {
        var output = try await change()
        // A reference, HEAD that points to it, the packed references: one may hide the next.
        for _ in 1...3 {
            guard output.status != 0, let lock = Self.lock(in: output.errors),
                try await removeStale(lock, of: reference)
            else { break }
            output = try await change()
        }
        return output
    }

    /// The path in git's words `Unable to create 'PATH.lock': File exists`.
    private static func lock(in words: String) -> String? {
        guard let end = words.firstRange(of: "': File exists"),
            let start = words[..<end.lowerBound].lastIndex(of: "'")
        else { return nil }
        let path = words[words.index(after: start)..<end.lowerBound]
        return path.hasSuffix(".lock") ? String(path) : nil
    }

    /// Removes a lock that git has waited for, when whoever made it is gone.
    ///
    /// References of Skein's are written by this workspace's one server only. Another may be locked by a person, whose
    /// git waits for a hook, say: its lock goes only when no git lives that could have made it.
    private func removeStale(_ lock: String, of reference: String) async throws -> Bool {
        let known = [reference, "HEAD", "packed-refs"].map { "\(gitDirectory)/\($0).lock" }
        guard known.contains(lock) else { return false }
        var status = stat()
        guard lstat(lock, &status) == 0, time(nil) - status.st_mtim.tv_sec >= Self.lockPatience else { return false }
        let isOurs = reference.hasPrefix("refs/skein/") || reference.hasPrefix("refs/heads/skein/")
        if !(isOurs && lock == known[0]), try await mayBeHeld(since: Int64(status.st_mtim.tv_sec)) { return false }
        return unlink(lock) == 0
    }

    /// Whether a git that lives may have made a lock here then.
    ///
    /// - Parameter instant: seconds since 1970.
    private func mayBeHeld(since instant: Int64) async throws -> Bool {
        let own = [gitDirectory, parentFolder(gitDirectory)].compactMap { $0 }
        let folders = own + (try await checkouts().map(\.path))
        // What `/proc` says of a start is rounded.
        return LivingProgram.all(named: "git", begunBy: instant + 1).contains { git in
            if git.arguments.contains(where: Self.readers.contains) { return false }
            guard let folder = git.folder else { return true }
            return git.arguments.contains { $0.contains(gitDirectory) }
                || folders.contains { folder == $0 || folder.hasPrefix($0 + "/") }
        }
    }

    /// Commands of git that live long and lock nothing.
    private static let readers: Set<String> = ["fsmonitor--daemon", "credential-cache--daemon", "cat-file", "daemon"]

    /// Seconds, as long as git waits by `core.filesRefLockTimeout`; it holds such a lock for milliseconds.
    private static let lockPatience = 3
}
