import Glibc

/// Bytes on their way to the agent: a bounded queue whose newest message is only released when it is whole.
///
/// A client that dies in the middle of a message then leaves no half line in the agent's input. A message larger
/// than the buffer is the exception: it is released as it comes.
struct InputBuffer {
    static let capacity = 256 << 10
    private let storage = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    private var start = 0
    private var released = 0
    private var end = 0

    var isEmpty: Bool { start == end }

    /// The bytes that may be written to the agent now.
    var pending: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: storage + start, count: released - start) }

    /// Takes as many of the bytes as there is room for and returns how many.
    mutating func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        if bytes.count > Self.capacity - end { compact() }
        let count = min(bytes.count, Self.capacity - end)
        if count > 0 { memcpy(storage + end, bytes.baseAddress!, count) }
        end += count
        return count
    }

    /// Lets what was appended go out and returns how many bytes that is.
    mutating func release() -> Int {
        defer { released = end }
        return end - released
    }

    /// Forgets what was appended since the last release.
    mutating func rollBack() { end = released }

    mutating func consume(_ count: Int) {
        start += count
        if start == end { (start, released, end) = (0, 0, 0) }
    }

    mutating func removeAll() { (start, released, end) = (0, 0, 0) }

    private mutating func compact() {
        guard start > 0 else { return }
        memmove(storage, storage + start, end - start)
        (start, released, end) = (0, released - start, end - start)
    }
}

/// The agent's standard input: first the file of the launch, then messages of clients, one client at a time.
struct AgentInput {
    private(set) var pipe: Int32
    private var file: Int32
    private var buffer = InputBuffer()
    private var closesWhenEmpty: Bool
    private var owner: Int?
    /// Bytes of messages that will reach the agent or already did: a client that comes back goes on from there.
    private(set) var position: Int64 = 0
    private static let writesPerTurn = 16

    init(pipe: Int32, file: Int32, keepsOpen: Bool) {
        self.pipe = pipe
        self.file = file
        closesWhenEmpty = !keepsOpen
    }

    /// Whether messages are still taken.
    var isOpen: Bool { pipe >= 0 && !closesWhenEmpty }
    var wantsToWrite: Bool { pipe >= 0 && (file >= 0 || !buffer.pending.isEmpty) }

    /// Begins a message when the file is through and no other client is in the middle of one.
    mutating func begin(_ client: Int) -> Bool {
        guard file < 0, owner == nil else { return false }
        owner = client
        return true
    }

    /// Takes what there is room for of a message whose `remaining` bytes include these.
    mutating func append(_ bytes: UnsafeRawBufferPointer, wholeMessageFits: Bool) -> Int {
        let count = buffer.append(bytes)
        if !wholeMessageFits { position += Int64(buffer.release()) }
        return count
    }

    mutating func finishMessage() {
        position += Int64(buffer.release())
        owner = nil
    }

    /// The client left; an unfinished message of its own is dropped.
    mutating func abandon(_ client: Int) {
        guard owner == client else { return }
        buffer.rollBack()
        owner = nil
    }

    /// No more messages; the pipe closes when what was taken is written.
    mutating func closeAfterPending() {
        closesWhenEmpty = true
        if owner != nil { buffer.rollBack() }
        owner = nil
    }

    /// Writes what the agent takes now; false when that was nothing.
    mutating func flush() -> Bool {
        var wrote = false
        for _ in 0..<Self.writesPerTurn where pipe >= 0 {
            if buffer.pending.isEmpty && file >= 0 { refill() }
            let pending = buffer.pending
            if pending.isEmpty { break }
            let count = write(pipe, pending.baseAddress!, min(pending.count, 1 << 16))
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return wrote }
            if count < 0 {
                shut()
                return true
            }
            buffer.consume(count)
            wrote = true
        }
        if closesWhenEmpty && file < 0 && buffer.isEmpty { shut() }
        return wrote
    }

    /// The agent closed its end, or is gone.
    mutating func shut() {
        for descriptor in [pipe, file] where descriptor >= 0 { close(descriptor) }
        (pipe, file, owner) = (-1, -1, nil)
        buffer.removeAll()
    }

    private mutating func refill() {
        withUnsafeTemporaryAllocation(byteCount: 16 << 10, alignment: 16) { chunk in
            var count = read(file, chunk.baseAddress!, chunk.count)
            while count < 0 && errno == EINTR { count = read(file, chunk.baseAddress!, chunk.count) }
            if count <= 0 {
                close(file)
                file = -1
                return
            }
            _ = buffer.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
            _ = buffer.release()
        }
    }
}
