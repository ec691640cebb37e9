import Glibc

extension RunFolder {
    /// Returns how the run ended; nil when its shim died without a record. Cancelling detaches, the run goes on.
    ///
    /// The record counts only when no shim holds the folder any more: before that it is one that the run itself wrote.
    /// - Parameter output: called whenever the logs may have grown.
    public func follow(output: @Sendable () async throws -> Void) async throws -> ProcessExit? {
        var pause = Duration.milliseconds(1)
        while isAlive {
            try Task.checkCancellation()
            try await listen(output)
            // The shim ends this moment, or cannot be listened to: its places are taken, or its socket is gone.
            guard isAlive else { break }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
        try Task.checkCancellation()
        return try exit()
    }

    /// Listens until the connection ends, for whatever reason.
    private func listen(_ output: @Sendable () async throws -> Void) async throws {
        guard let connection = try? connect() else { return }  // nobody there: the folder tells why
        defer { connection.close() }
        for await event in connection.events {
            switch event {
            case .output: try await output()
            case .refused: break
            case .exited, .lost: return
            }
        }
    }

    /// How many bytes of input the shim has taken: a sender that comes back goes on from there. Nil when it is over.
    public func inputPosition() async throws -> Int64? {
        guard isAlive else { return nil }
        let lines = try await ControlSocket.command("position", to: self)
        return lines.lazy.compactMap { $0.hasPrefix("position ") ? Int64($0.dropFirst("position ".count)) : nil }.first
    }

    /// Asks the run to end and has it killed after the grace; does nothing when it is over.
    ///
    /// The run can remove its shim's socket, take all its places or suspend the shim. Then a signal stops it, with the
    /// grace of its launch.
    public func stop(grace: Duration) async throws {
        do {
            if isAlive {
                try await ControlSocket.command("stop \(grace.wholeMilliseconds)", to: self)
                return
            }
        } catch {
            if ProcessTable.shims(of: self).isEmpty, isAlive { throw error }
        }
        for shim in ProcessTable.shims(of: self) {
            kill(shim, SIGTERM)
            kill(shim, SIGCONT)
        }
    }
}
