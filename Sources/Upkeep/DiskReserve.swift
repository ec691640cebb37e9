import Glibc
import Orchestration

/// The reserve as a file in the state folder.
public struct DiskReserve: Reserve {
    /// Enough for thousands of decisions.
    static let size: Int64 = 4 << 20
    /// What must be free beside it.
    static let margin: Int64 = 64 << 20

    private let path: String

    public init(_ state: StateFolder) {
        path = "\(state.path)/reserve"
    }

    public func fill() {
        var status = stat()
        if lstat(path, &status) == 0 { return }
        guard let free = DurableFiles.free(at: path), free > Self.size + Self.margin else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        // A file system that cannot set room aside keeps none.
        if posix_fallocate(file, 0, off_t(Self.size)) != 0 { unlink(path) }
    }

    public func release() -> Bool { unlink(path) == 0 }
}
