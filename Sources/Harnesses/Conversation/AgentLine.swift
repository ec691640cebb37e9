import Domain
import Processes
import Synchronization

/// The connection to a run's shim: sends what an exchange has for the agent, each byte once.
final class AgentLine: Sendable {
    private struct State {
        var connection: ShimConnection?
        /// Where the input will stand when the shim has taken what this connection was given.
        var given: Int64?
        var exit: ProcessExit?
        var isOver = false
    }

    private let folder: RunFolder
    private let state = Mutex(State())

    init(_ folder: RunFolder) {
        self.folder = folder
    }

    /// How the process ended; nil while it has not, or when its shim died.
    var exit: ProcessExit? { state.withLock { $0.exit } }
    var isOver: Bool { state.withLock { $0.isOver } }
    var isConnected: Bool { state.withLock { $0.connection != nil } }

    /// Listens until the process is over, whatever becomes of a connection.
    ///
    /// - Parameter signal: called whenever there may be something new.
    func listen(_ signal: @Sendable () -> Void) async throws {
        var pause = Duration.milliseconds(1)
        while folder.isAlive {
            try Task.checkCancellation()
            do {
                try await listenOnce(signal)
            } catch is ProcessFailure {
                // The shim ends this moment, or cannot be listened to: its places are taken, or its socket is gone.
            }
            guard folder.isAlive else { break }
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(100))
        }
        try Task.checkCancellation()
        // Before the shim let go of the folder a record would be one that the run itself wrote.
        let exit = try folder.exit()
        state.withLock { ($0.exit, $0.isOver, $0.connection) = (exit, true, nil) }
        signal()
    }

    /// Sends what the agent has not been sent; what cannot be sent now is sent after the next signal.
    ///
    /// - Returns: how many bytes of input the shim has taken; nil when it is over.
    func send(_ messages: [Exchange.Message]) async throws -> Int64? {
        guard let connection = state.withLock({ $0.connection }) else { return 0 }
        do {
            guard let position = try await folder.inputPosition() else { return nil }
            for message in messages where message.end > position {
                let given = state.withLock { $0.given ?? position }
                if message.start < given && message.end <= given { continue }
                let start = max(message.start, position)
                try await connection.send(Array(message.bytes.dropFirst(Int(start - message.start))), at: start)
                state.withLock { $0.given = message.end }
            }
            return position
        } catch is ProcessFailure {
            return 0  // the listener finds out why, and connects again
        }
    }

    func closeInput() async throws {
        do {
            try await state.withLock({ $0.connection })?.closeInput()
        } catch is ProcessFailure {
            // It ended meanwhile.
        }
    }

    private func listenOnce(_ signal: @Sendable () -> Void) async throws {
        let connection = try folder.connect()
        defer { connection.close() }
        state.withLock { ($0.connection, $0.given) = (connection, nil) }
        signal()
        for await event in connection.events {
            // What was refused stood elsewhere: the next send asks where.
            if case .refused = event { state.withLock { $0.given = nil } }
            signal()
        }
        state.withLock { $0.connection = nil }
    }
}
