import Foundation
import Glibc
import Orchestration

/// A file of records, one a line, that only grows: an append is whole or is taken back.
final class RecordFile: Sendable {
    private let descriptor: CInt
    private let path: String

    /// Opens the file, or makes it; what a crash left of a last, unfinished line is cut off.
    init(_ path: String) throws(WorldFailure) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        if descriptor < 0 { throw Self.failure("opened", path) }
        let whole = try bytes().lastIndex(of: newline).map { $0 + 1 } ?? 0
        if ftruncate(descriptor, off_t(whole)) != 0 { throw Self.failure("repaired", path) }
    }

    deinit { close(descriptor) }

    func records() throws(WorldFailure) -> [ArraySlice<UInt8>] {
        try bytes().split(separator: newline)
    }

    /// - Parameter durable: whether it is on the disk when this returns, also after a power cut.
    func append(_ records: [[UInt8]], durable: Bool) throws(WorldFailure) {
        let bytes = records.flatMap { $0 + [newline] }
        let before = lseek(descriptor, 0, SEEK_END)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, bytes.count - done) }
            if count < 0 && errno == EINTR { continue }
            if count <= 0 {
                let failure = Self.failure("written", path)
                ftruncate(descriptor, before)
                throw failure
            }
            done += count
        }
        if durable && fsync(descriptor) != 0 { throw Self.failure("written", path) }
    }

    private func bytes() throws(WorldFailure) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Self.failure("read", path)
        }
    }

    private static func failure(_ verb: String, _ path: String) -> WorldFailure {
        WorldFailure("\(path) could not be \(verb): \(String(cString: strerror(errno))). Check the disk.")
    }
}

private let newline = UInt8(ascii: "\n")
