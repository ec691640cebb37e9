/// Lets one operation at a time at each repository and at each worktree: git's own locks fail rather than wait.
actor Turns {
    static let shared = Turns()

    private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs `body` when everybody who asked for `key` before is through. Not reentrant.
    static func take<Result: Sendable>(
        _ key: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        await shared.begin(key)
        do {
            try Task.checkCancellation()
            let result = try await body()
            await shared.end(key)
            return result
        } catch {
            await shared.end(key)
            throw error
        }
    }

    private func begin(_ key: String) async {
        guard waiting[key] != nil else {
            waiting[key] = []
            return
        }
        await withCheckedContinuation { waiting[key]?.append($0) }
    }

    private func end(_ key: String) {
        guard var queue = waiting[key], !queue.isEmpty else {
            waiting[key] = nil
            return
        }
        let next = queue.removeFirst()
        waiting[key] = queue
        next.resume()
    }
}
