import ServiceLifecycle

/// Ends a server whose state folder was removed or replaced under it: it would work on files that nobody finds, beside
/// a server of the new ones.
struct LockWatch: Service {
    let lock: WorkspaceLock

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while true {
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
                if let failure = lock.loss { throw failure }
            }
        }
    }
}
