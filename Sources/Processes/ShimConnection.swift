import Dispatch
import Glibc
import Synchronization

/// What a shim tells a connection.
public enum ShimEvent: Sendable, Equatable {
    /// The logs grew; a hint that may be missing or come once for many.
    case output
    /// Input was not delivered: the agent's input is closed, or stands elsewhere than the sender thinks.
    case refused(String)
    /// The exit record is in place; the last event.
    case exited
    /// The connection ended without an exit record; the last event. Ask `RunFolder.isAlive` whether the shim did too.
    case lost
}

/// A conversation with a living shim. It stays until `close()` or the shim's end.
public final class ShimConnection: Sendable {
    /// Every event since the connection, the newest few when nobody listens; ends after `.exited` or `.lost`.
    public let events: AsyncStream<ShimEvent>

    private let folder: RunFolder
    private let socket: SocketDescriptor
    private let continuation: AsyncStream<ShimEvent>.Continuation
    private let state = Mutex(ConnectionState())
    /// One thread for all connections: what it does never waits.
    private static let queue = DispatchQueue(label: "skein.shim-connections")
    private static let messageLimit = 64 << 20
    nonisolated(unsafe) private let readable: any DispatchSourceRead

    init(socket: Int32, folder: RunFolder) {
        self.folder = folder
        self.socket = SocketDescriptor(socket)
        (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(16))
        readable = DispatchSource.makeReadSource(fileDescriptor: socket, queue: Self.queue)
        readable.setEventHandler { self.receive() }
        // The handler's release at cancellation frees the connection; the descriptor closes after it.
        readable.setCancelHandler { [socket = self.socket] in withExtendedLifetime(socket) {} }
        continuation.onTermination = { [weak self] _ in self?.close() }
        readable.activate()
    }

    /// Sends one message to the agent's standard input and returns when the shim's socket has taken it.
    ///
    /// The shim holds back when the agent does not read, and then so does this. A message of at most 256 KiB reaches
    /// the agent whole or not at all; more than 64 MiB is refused.
    ///
    /// - Parameter position: how many bytes of input the shim must have taken before (`RunFolder.inputPosition`); when
    ///   it has taken others, this message is dropped and the connection says `.refused`. Nil takes it in any case.
    public func send(_ bytes: [UInt8], at position: Int64? = nil) async throws {
        guard bytes.count <= Self.messageLimit else {
            throw ProcessFailure(
                .inputRefused, attempt: "send \(bytes.count) bytes to the run in `\(folder.path)`",
                cause: "a message is at most \(Self.messageLimit) bytes", advice: "Put it in a file and name the file.")
        }
        let place = position.map { " \($0)" } ?? ""
        try await enqueue(Array("input \(bytes.count)\(place)\n".utf8) + bytes)
    }

    /// Closes the agent's standard input when everything sent before has been written.
    public func closeInput() async throws {
        try await enqueue(Array("close\n".utf8))
    }

    /// Sends SIGINT to the agent's process group; does not wait behind input.
    public func interrupt() async throws {
        try await ControlSocket.command("interrupt", to: folder)
    }

    /// Asks the agent's group to end and has everything killed after the grace; does not wait for the end.
    public func stop(grace: Duration) async throws {
        try await ControlSocket.command("stop \(grace.wholeMilliseconds)", to: folder)
    }

    /// Ends the conversation, not the run.
    public func close() {
        end(with: nil)
    }

    private func enqueue(_ bytes: [UInt8]) async throws {
        let ticket = state.withLock { $0.makeTicket() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let action = state.withLock { $0.enqueue(bytes, ticket, continuation) }
                perform(action)
                Self.queue.async { self.flush() }
            }
        } onCancel: {
            perform(state.withLock { $0.cancel(ticket) })
        }
    }

    private func flush() {
        perform(state.withLock { state in state.write { Self.write(socket.number, $0) } })
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(socket.number, &buffer, buffer.count, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        if count <= 0 { return end(with: hasExit() ? .exited : .lost) }
        for event in state.withLock({ $0.received(buffer[..<count]) }) {
            if event == .exited { return end(with: .exited) }
            continuation.yield(event)
        }
    }

    private func hasExit() -> Bool { access("\(folder.path)/exit.json", F_OK) == 0 }

    private func end(with event: ShimEvent?) {
        let action = state.withLock { $0.close() }
        guard action.isNew else { return }
        if let event { continuation.yield(event) }
        continuation.finish()
        readable.cancel()
        let failure = ProcessFailure(
            .inputRefused, attempt: "send to the run in `\(folder.path)`", cause: "the connection has ended",
            advice: "Look at the folder's exit record, or connect again.")
        for waiting in action.waiting { waiting.resume(throwing: failure) }
    }

    private func perform(_ action: ConnectionState.Action) {
        switch action {
        case .none: break
        case .resume(let finished): for waiting in finished { waiting.resume() }
        case .cancelled(let waiting): waiting.resume(throwing: CancellationError())
        case .refused(let waiting):
            waiting.resume(
                throwing: ProcessFailure(
                    .inputRefused, attempt: "send to the run in `\(folder.path)`", cause: "the connection has ended",
                    advice: "Look at the folder's exit record, or connect again."))
        case .waitUntilWritable(let finished):
            for waiting in finished { waiting.resume() }
            waitUntilWritable()
        }
    }

    private func waitUntilWritable() {
        let source = DispatchSource.makeWriteSource(fileDescriptor: socket.number, queue: Self.queue)
        nonisolated(unsafe) let writable = source
        source.setEventHandler {
            writable.cancel()
            self.state.withLock { $0.becameWritable() }
            self.flush()
        }
        source.setCancelHandler { [socket] in withExtendedLifetime(socket) {} }
        source.activate()
    }

    private static func write(_ socket: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
        bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL)) }
    }
}

/// A socket that closes when nothing refers to it any more, so that no source watches a reused number.
private final class SocketDescriptor: Sendable {
    let number: Int32
    init(_ number: Int32) { self.number = number }
    deinit { Glibc.close(number) }
}
