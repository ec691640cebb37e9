extension RunFolder {
    /// Returns how the run ended; nil when its shim died without a record. Cancelling detaches, the run goes on.
    ///
    /// - Parameter output: called whenever the logs may have grown.
    public func follow(output: @Sendable () async throws -> Void) async throws -> ProcessExit? {
        while true {
            try Task.checkCancellation()
            if let exit = try exit() { return exit }
            guard isAlive else { return try exit() }
            try await listen(output)
        }
    }

    /// Listens until the connection ends, for whatever reason.
    private func listen(_ output: @Sendable () async throws -> Void) async throws {
        let connection: ShimConnection
        do {
            connection = try connect()
        } catch {
            // The shim ends this moment, or has as many clients as it takes: the folder tells which.
            try await Task.sleep(for: .milliseconds(50))
            return
        }
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
    public func stop(grace: Duration) async throws {
        guard isAlive else { return }
        try await ControlSocket.command("stop \(grace.wholeMilliseconds)", to: self)
    }
}
