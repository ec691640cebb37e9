import Foundation

/// A file that somebody else may have put there, opened so that it cannot hold the reader up.
///
/// An agent may leave a FIFO, a folder, a device or a link where a file is expected. Opening a FIFO waits for a
/// writer, and `FileHandle` ends the whole process when it reads a folder; so neither is done here.
public final class RegularFile: Sendable {
    /// Why a file is not read.
    public enum Refusal: Error, Equatable, CustomStringConvertible {
        case missing
        /// A symbolic link, a FIFO, a folder, a device or a socket.
        case notRegular
        case unreadable(reason: String)

        public var description: String {
            switch self {
            case .missing: "it does not exist"
            case .notRegular: "it is not a regular file"
            case .unreadable(let reason): "it cannot be read: \(reason)"
            }
        }
    }

    private let descriptor: CInt

    /// Opens `path` for reading; a symbolic link is not followed.
    public init(_ path: String) throws(Refusal) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        if descriptor < 0 {
            switch errno {
            case ENOENT, ENOTDIR: throw .missing
            case ELOOP, ENXIO: throw .notRegular
            default: throw .unreadable(reason: String(cString: strerror(errno)))
            }
        }
        var status = stat()
        // What was opened is closed by `deinit`, also after a throw; twice would close somebody else's.
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
    }

    deinit { close(descriptor) }

    /// Bytes that are there now.
    public var size: Int64 {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// At most `limit` bytes from `offset` on; fewer at the end of the file.
    public func read(from offset: Int64, limit: Int) throws(Refusal) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: min(limit, Int(max(0, size - offset))))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset) + off_t(filled))
            }
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw .unreadable(reason: String(cString: strerror(errno))) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes[..<filled])
    }

    /// The last `limit` bytes.
    public func tail(_ limit: Int) throws(Refusal) -> [UInt8] {
        try read(from: max(0, size - Int64(limit)), limit: limit)
    }
}
