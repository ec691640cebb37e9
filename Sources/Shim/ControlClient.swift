import Glibc

/// One client of the control socket: the bytes it sent that are not used yet, and what they are.
struct ControlClient {
    /// What the next bytes are.
    private enum Expectation {
        case line
        case input(remaining: Int, wholeMessageFits: Bool)
        /// Input that can no longer be delivered; the client was told.
        case refused(remaining: Int)
    }

    private enum Progress { case advanced, needsBytes, needsRoom, mustClose }

    private static let capacity = 4096
    private let storage = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    private(set) var socket: Int32 = -1
    private var start = 0
    private var end = 0
    private var expectation = Expectation.line
    private(set) var isBlocked = false
    private var hasLeft = false

    /// A client whose input finds no room is not read on: the kernel then holds back its writes.
    var wantsToRead: Bool { socket >= 0 && !isBlocked && !hasLeft }

    mutating func open(_ socket: Int32) {
        self.socket = socket
        (start, end, expectation, isBlocked, hasLeft) = (0, 0, .line, false, false)
    }

    mutating func receive() {
        if start > 0 {
            memmove(storage, storage + start, end - start)
            (start, end) = (0, end - start)
        }
        if end == Self.capacity { return }
        let count = recv(socket, storage + end, Self.capacity - end, 0)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        if count <= 0 { hasLeft = true } else { end += count }
    }

    /// Uses the bytes at hand until more bytes or more room are needed, or the client is closed.
    mutating func serve(as slot: Int, _ input: inout AgentInput, _ requests: inout ControlRequests) {
        isBlocked = false
        while true {
            switch step(slot, &input, &requests) {
            case .advanced: continue
            case .needsRoom:
                isBlocked = true
                return
            case .needsBytes:
                if hasLeft { leave(slot, &input) }
                return
            case .mustClose:
                return leave(slot, &input)
            }
        }
    }

    /// Sends without waiting; false when the socket is full or broken.
    static func send(_ socket: Int32, _ line: StaticString) -> Bool {
        Glibc.send(socket, line.utf8Start, line.utf8CodeUnitCount, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            == line.utf8CodeUnitCount
    }

    private var unread: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage + start, count: end - start) }

    private mutating func leave(_ slot: Int, _ input: inout AgentInput) {
        input.abandon(slot)
        close(socket)
        (socket, isBlocked) = (-1, false)
    }

    private mutating func step(
        _ slot: Int, _ input: inout AgentInput, _ requests: inout ControlRequests
    ) -> Progress {
        switch expectation {
        case .line: takeLine(slot, &input, &requests)
        case .input(let remaining, let fits): takeInput(remaining, fits, &input)
        case .refused(let remaining): skip(remaining)
        }
    }

    private mutating func takeLine(
        _ slot: Int, _ input: inout AgentInput, _ requests: inout ControlRequests
    ) -> Progress {
        switch ControlLine.parse(unread) {
        case .incomplete: return .needsBytes
        case .malformed(let sentence):
            _ = Self.send(socket, "error ")
            _ = Self.send(socket, sentence)
            _ = Self.send(socket, "\n")
            return .mustClose
        case .command(let command, let length):
            let progress = obey(command, slot, &input, &requests)
            if progress == .advanced { start += length }
            return progress
        }
    }

    private mutating func obey(
        _ command: ControlCommand, _ slot: Int, _ input: inout AgentInput, _ requests: inout ControlRequests
    ) -> Progress {
        switch command {
        case .input(let count, let position):
            if !input.isOpen { return refuse(count, "error the input is closed\n") }
            if !input.begin(slot) { return .needsRoom }
            if let position, position != input.position {
                input.abandon(slot)
                return refuse(count, "error the input stands elsewhere\n")
            }
            expectation = .input(remaining: count, wholeMessageFits: count <= InputBuffer.capacity)
        case .closeInput: input.closeAfterPending()
        case .interrupt: requests.interrupt = true
        case .stop(let grace): requests.stopGrace = min(grace, requests.stopGrace ?? grace)
        case .ping: return Self.send(socket, "pong\n") ? .advanced : .mustClose
        case .position: return tell(input.position) ? .advanced : .mustClose
        }
        return .advanced
    }

    private mutating func takeInput(_ remaining: Int, _ fits: Bool, _ input: inout AgentInput) -> Progress {
        if remaining == 0 {
            input.finishMessage()
            expectation = .line
            return .advanced
        }
        if !input.isOpen { return refuse(remaining, "error the input is closed\n") }
        if unread.isEmpty { return .needsBytes }
        let offered = UnsafeRawBufferPointer(rebasing: unread.prefix(remaining))
        let count = input.append(offered, wholeMessageFits: fits)
        start += count
        expectation = .input(remaining: remaining - count, wholeMessageFits: fits)
        return count > 0 ? .advanced : .needsRoom
    }

    private mutating func refuse(_ count: Int, _ why: StaticString) -> Progress {
        expectation = .refused(remaining: count)
        return Self.send(socket, why) ? .advanced : .mustClose
    }

    private func tell(_ position: Int64) -> Bool {
        var line = "position \(position)\n"
        return line.withUTF8 {
            Glibc.send(socket, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)) == $0.count
        }
    }

    private mutating func skip(_ remaining: Int) -> Progress {
        let count = min(remaining, end - start)
        start += count
        expectation = remaining == count ? .line : .refused(remaining: remaining - count)
        return remaining == 0 || count > 0 ? .advanced : .needsBytes
    }
}
