import Glibc

/// The state of one connection: lines that come in, messages that wait to go out.
struct ConnectionState {
    typealias Waiting = CheckedContinuation<Void, any Error>

    enum Action {
        case none
        case resume([Waiting])
        case cancelled(Waiting)
        case refused(Waiting)
        case waitUntilWritable([Waiting])
    }

    private struct Message {
        let ticket: UInt64
        let bytes: [UInt8]
        var sent = 0
        /// Nil once its sender was cancelled; its bytes still go out when some already did.
        var waiting: Waiting?
    }

    private static let lineLimit = 512
    private var messages: [Message] = []
    private var line: [UInt8] = []
    /// Tickets of messages that are not queued yet and whose senders have not given up.
    private var announced: Set<UInt64> = []
    private var nextTicket: UInt64 = 0
    private var isClosed = false
    private var awaitsWritability = false

    /// A name for a message before it is queued, so that a cancellation can come first.
    mutating func makeTicket() -> UInt64 {
        nextTicket += 1
        announced.insert(nextTicket)
        return nextTicket
    }

    mutating func enqueue(_ bytes: [UInt8], _ ticket: UInt64, _ waiting: Waiting) -> Action {
        guard announced.remove(ticket) != nil else { return .cancelled(waiting) }
        if isClosed { return .refused(waiting) }
        messages.append(Message(ticket: ticket, bytes: bytes, waiting: waiting))
        return .none
    }

    /// The sender gave up: its message leaves the queue, unless a part of it is on its way.
    mutating func cancel(_ ticket: UInt64) -> Action {
        if announced.remove(ticket) != nil { return .none }
        guard let index = messages.firstIndex(where: { $0.ticket == ticket }) else { return .none }
        guard messages[index].sent == 0, let waiting = messages[index].waiting else { return .none }
        messages.remove(at: index)
        return .cancelled(waiting)
    }

    /// Writes as much as `send` takes; a negative count with EAGAIN means that the socket is full.
    mutating func write(_ send: (ArraySlice<UInt8>) -> Int) -> Action {
        guard !isClosed, !awaitsWritability else { return .none }
        var finished: [Waiting] = []
        while let message = messages.first {
            let count = send(message.bytes[message.sent...])
            if count < 0 && errno == EINTR { continue }
            if count < 0 {
                // Any other error shows on the reading side too, which ends the connection.
                guard errno == EAGAIN else { break }
                awaitsWritability = true
                return .waitUntilWritable(finished)
            }
            messages[0].sent += count
            guard messages[0].sent == message.bytes.count else { continue }
            if let waiting = messages.removeFirst().waiting { finished.append(waiting) }
        }
        return .resume(finished)
    }

    mutating func becameWritable() {
        awaitsWritability = false
    }

    /// The events in the bytes that came; an unknown line is one of a newer shim and says nothing.
    mutating func received(_ bytes: ArraySlice<UInt8>) -> [ShimEvent] {
        var events: [ShimEvent] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                if line.count < Self.lineLimit { line.append(byte) }
                continue
            }
            if let event = Self.event(String(decoding: line, as: UTF8.self)), event != events.last {
                events.append(event)
            }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    /// Ends the connection once; the senders that still wait are to be told.
    mutating func close() -> (isNew: Bool, waiting: [Waiting]) {
        guard !isClosed else { return (false, []) }
        isClosed = true
        defer { messages = [] }
        return (true, messages.compactMap(\.waiting))
    }

    private static func event(_ line: String) -> ShimEvent? {
        switch line {
        case "output": .output
        case "exit": .exited
        default: line.hasPrefix("error ") ? .refused(String(line.dropFirst("error ".count))) : nil
        }
    }
}
