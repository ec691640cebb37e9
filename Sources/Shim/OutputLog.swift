import Glibc

/// One output stream of the agent and the log file that it is copied to.
struct OutputLog {
    private(set) var pipe: Int32
    private let log: Int32
    /// Bytes in the log.
    private(set) var written: Int64 = 0
    /// Bytes read and not kept: the disk refused them, or they were over the limit.
    private(set) var lost: Int64 = 0

    private static let chunksPerTurn = 4

    init(pipe: Int32, log: Int32) {
        self.pipe = pipe
        self.log = log
    }

    /// Copies what is there now, a bounded part of it, keeping at most `allowance` bytes; returns the bytes read.
    ///
    /// The pipe is drained also when the disk refuses: an agent blocked on its output would hang unseen.
    mutating func pump(through buffer: UnsafeMutableRawBufferPointer, allowance: Int64) -> Int64 {
        var total: Int64 = 0
        for _ in 0..<Self.chunksPerTurn where pipe >= 0 {
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

    private mutating func keep(_ bytes: UnsafeRawBufferPointer, allowance: Int64) {
        var rest = UnsafeRawBufferPointer(rebasing: bytes.prefix(Int(min(allowance, Int64(bytes.count)))))
        lost += Int64(bytes.count - rest.count)
        while !rest.isEmpty {
            let count = write(log, rest.baseAddress!, rest.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            written += Int64(count)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        lost += Int64(rest.count)
    }
}
