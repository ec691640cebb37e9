import Glibc

extension Repository {
    /// Runs `change`, which writes `reference`, and once more when the lock of a git that was killed was in its way.
    func changing(_ reference: String, _ change: () async throws -> Git.Output) async throws -> Git.Output {
        let output = try await change()
        guard output.status != 0, output.errors.contains(".lock': File exists"), removeStaleLock(of: reference) else {
            return output
        }
        return try await change()
    }

    /// Removes a lock that git has already waited for, of a reference that nobody but this workspace's one server
    /// writes. A lock of any other reference may be a person's, whose git waits for a hook, say: it stays.
    private func removeStaleLock(of reference: String) -> Bool {
        guard reference.hasPrefix("refs/skein/") || reference.hasPrefix("refs/heads/skein/") else { return false }
        let path = "\(gitDirectory)/\(reference).lock"
        var status = stat()
        guard lstat(path, &status) == 0, time(nil) - status.st_mtim.tv_sec >= Self.lockPatience else { return false }
        return unlink(path) == 0
    }

    /// Seconds, as long as git waits by `core.filesRefLockTimeout`; it holds such a lock for milliseconds.
    private static let lockPatience = 3
}
