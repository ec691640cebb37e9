import Glibc

/// One line of a log.
public struct LogLine: Sendable, Equatable {
    /// The line without its newline.
    public let bytes: [UInt8]
    /// The offset after the line: commit it with the line's effects and read on from there.
    public let end: Int64
    /// Whether the line was longer than the reader's limit, and `bytes` is only its beginning.
    public let isCut: Bool

    public init(bytes: [UInt8], end: Int64, isCut: Bool = false) {
        self.bytes = bytes
        self.end = end
        self.isCut = isCut
    }
}

/// Reads the complete lines of a growing log from a byte offset.
///
/// It keeps no state but the offset: an offset whose preceding byte is no newline lies in a line that was delivered
/// cut, and the rest of that line is skipped.
public struct LogReader: Sendable {
    public let path: String
    /// The most bytes that are delivered of one line.
    public let lineLimit: Int

    public init(path: String, lineLimit: Int = 1 << 20) {
        precondition(lineLimit > 0, "a line limit is positive")
        self.path = path
        self.lineLimit = lineLimit
    }

    /// The lines after `offset`, split at byte 0x0A only, and the offset to read on from.
    ///
    /// Reads at most `bytes`, or one line of the limit when that is more. The last line counts without a newline when
    /// `final` says that the log will not grow. A log that is not there yet has no lines.
    public func lines(
        after offset: Int64, atMost bytes: Int, final: Bool = false
    ) throws(ProcessFailure) -> (lines: [LogLine], next: Int64) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 && errno == ENOENT && offset == 0 { return ([], 0) }
        if descriptor < 0 { throw failure(String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(String(cString: strerror(errno))) }
        let size = Int64(status.st_size)
        guard (0...size).contains(offset) else { throw failure("it has \(size) bytes and offset \(offset) is asked") }
        let before = offset > 0 ? try read(descriptor, offset - 1, 1) : [newline]
        let count = Int(min(size - offset, Int64(max(bytes, lineLimit + 1))))
        let chunk = try read(descriptor, offset, count)
        let isLast = final && offset + Int64(chunk.count) == size
        return split(chunk, at: offset, insideLine: before != [newline], isLast: isLast)
    }

    private func split(
        _ chunk: [UInt8], at offset: Int64, insideLine: Bool, isLast: Bool
    ) -> (lines: [LogLine], next: Int64) {
        var lines: [LogLine] = []
        var start = 0
        if insideLine {
            start = index(ofNewlineIn: chunk, from: 0).map { $0 + 1 } ?? chunk.count
        }
        while let end = index(ofNewlineIn: chunk, from: start) {
            lines.append(line(chunk[start..<end], end: offset + Int64(end) + 1))
            start = end + 1
        }
        let rest = chunk[start...]
        // A line that is too long already is delivered before its end is known.
        if rest.count > lineLimit || (isLast && !rest.isEmpty) {
            lines.append(line(rest, end: offset + Int64(chunk.count)))
            start = chunk.count
        }
        return (lines, offset + Int64(start))
    }

    private func line(_ bytes: ArraySlice<UInt8>, end: Int64) -> LogLine {
        LogLine(bytes: Array(bytes.prefix(lineLimit)), end: end, isCut: bytes.count > lineLimit)
    }

    private func index(ofNewlineIn chunk: [UInt8], from start: Int) -> Int? {
        chunk.withUnsafeBytes { bytes in
            guard start < bytes.count else { return nil }
            let found = memchr(bytes.baseAddress! + start, Int32(newline), bytes.count - start)
            return found.map { UnsafeRawPointer($0) - bytes.baseAddress! }
        }
    }

    private func read(_ descriptor: Int32, _ offset: Int64, _ count: Int) throws(ProcessFailure) -> [UInt8] {
        var code: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let more = pread(descriptor, buffer.baseAddress! + filled, count - filled, Int(offset) + filled)
                if more < 0 && errno == EINTR { continue }
                if more < 0 { code = errno }
                if more <= 0 { break }
                filled += more
            }
        }
        if code != 0 { throw failure(String(cString: strerror(code))) }
        return bytes
    }

    private func failure(_ cause: String) -> ProcessFailure {
        ProcessFailure(
            .logUnreadable, attempt: "read the log `\(path)`", cause: cause,
            advice: "Check that the run's folder is whole; only the shim may write its logs.")
    }
}

private let newline = UInt8(ascii: "\n")
