import Glibc

/// One output stream of the agent and the log file that it is copied to.
struct OutputLog {
    /// What is done with output that a full disk refuses.
    enum Fullness {
        /// It is lost, and the agent goes on: an agent blocked on its output would hang unseen.
        case loses
        /// It is held back, and the agent with it, until there is room: in a conversation both sides would wait for
        /// ever for a line that is lost.
        case holdsBack
    }

    private(set) var pipe: Int32
    private let log: Int32
    private var fullness: Fullness
    /// Bytes in the log.
    private(set) var written: Int64 = 0
    /// Bytes read and not kept: the disk refused them, or they were over the limit.
    private(set) var lost: Int64 = 0
    /// Bytes that wait for room on the disk.
    private var waiting: UnsafeRawBufferPointer?

    private static let chunksPerTurn = 4

    init(pipe: Int32, log: Int32, fullness: Fullness) {
        self.pipe = pipe
        self.log = log
        self.fullness = fullness
    }

    var isWaiting: Bool { waiting != nil }
    /// The pipe to wait for, or -1: while bytes wait for room, nothing more is read.
    var watched: Int32 { isWaiting ? -1 : pipe }

    /// Copies what is there now, a bounded part of it, keeping at most `allowance` bytes; returns how many bytes were
    /// taken up: those that had waited and found room, and those that were read.
    mutating func pump(through buffer: UnsafeMutableRawBufferPointer, allowance: Int64) -> Int64 {
        var total = retry()
        for _ in 0..<Self.chunksPerTurn where pipe >= 0 && !isWaiting {
            let count = read(pipe, buffer.baseAddress!, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { break }
            if count <= 0 {
                close(pipe)
                pipe = -1
                break
            }
            keep(UnsafeRawBufferPointer(rebasing: buffer[..<count]), allowance: max(0, allowance - total))
            total += Int64(count)
            if count < buffer.count { break }
        }
        return total
    }

    func sync() { fsync(log) }

    /// Nothing waits any more: what finds no room from now on is lost.
    mutating func giveUp() {
        fullness = .loses
        _ = retry()
    }

    private mutating func retry() -> Int64 {
        guard let bytes = waiting else { return 0 }
        waiting = nil
        let before = written
        save(bytes)
        bytes.deallocate()
        return written - before
    }

    private mutating func keep(_ bytes: UnsafeRawBufferPointer, allowance: Int64) {
        let kept = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(min(allowance, Int64(bytes.count)))))
        lost += Int64(bytes.count - kept.count)
        save(kept)
    }

    private mutating func save(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(log, rest.baseAddress!, rest.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return refused(rest, errno) }
            written += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    private mutating func refused(_ bytes: UnsafeRawBufferPointer, _ code: Int32) {
        guard fullness == .holdsBack, code == ENOSPC || code == EDQUOT else {
            lost += Int64(bytes.count)
            return
        }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyMemory(from: bytes)
        waiting = UnsafeRawBufferPointer(copy)
    }
}
