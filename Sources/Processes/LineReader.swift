import Glibc

/// One line of a log.
public struct LogLine: Sendable, Equatable {
    /// The line without its newline.
    public let bytes: [UInt8]
    /// Whether the line was longer than the reader's limit, and `bytes` is only its beginning.
    public let isCut: Bool

    public init(bytes: [UInt8], isCut: Bool = false) {
        self.bytes = bytes
        self.isCut = isCut
    }
}

/// Reads a growing log line by line, split at byte 0x0A only; a line that is not complete yet waits in memory.
public struct LineReader: Sendable {
    public let path: String
    /// The most bytes that are delivered of one line; the rest of a longer one is skipped.
    public let limit: Int
    /// Where the next byte is read.
    public private(set) var offset: Int64 = 0

    private var partial: [UInt8] = []
    private var isCut = false
    private static let chunk = 1 << 20

    public init(path: String, limit: Int = 1 << 20) {
        precondition(limit > 0, "a line limit is positive")
        self.path = path
        self.limit = limit
    }

    /// The lines that became complete in the next piece of the log, at most a MiB of it; nil when nothing follows.
    ///
    /// With `final` the last line counts without a newline. A log that is not there has no lines.
    public mutating func next(final: Bool = false) throws(ProcessFailure) -> [LogLine]? {
        let bytes: [UInt8]
        do {
            bytes = try RegularFile(path).read(from: offset, limit: Self.chunk)
        } catch .missing {
            return nil
        } catch {
            throw ProcessFailure(
                .logUnreadable, attempt: "read the log `\(path)`", cause: error.description,
                advice: "Check that the run's folder is whole; only the shim may write its logs.")
        }
        offset += Int64(bytes.count)
        if bytes.isEmpty { return final ? takePartial().map { [$0] } : nil }
        return split(bytes)
    }

    private mutating func split(_ bytes: [UInt8]) -> [LogLine] {
        var lines: [LogLine] = []
        var rest = bytes[...]
        while let end = Self.newline(in: rest) {
            keep(rest[..<end])
            lines.append(LogLine(bytes: partial, isCut: isCut))
            (partial, isCut) = ([], false)
            rest = rest[(end + 1)...]
        }
        keep(rest)
        return lines
    }

    private static func newline(in bytes: ArraySlice<UInt8>) -> Int? {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress, let found = memchr(start, 0x0A, buffer.count) else { return nil }
            return bytes.startIndex + (UnsafeRawPointer(found) - start)
        }
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        let room = limit - partial.count
        partial += bytes.prefix(room)
        if bytes.count > room { isCut = true }
    }

    private mutating func takePartial() -> LogLine? {
        defer { (partial, isCut) = ([], false) }
        return partial.isEmpty && !isCut ? nil : LogLine(bytes: partial, isCut: isCut)
    }
}
