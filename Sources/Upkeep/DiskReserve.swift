import Glibc
import Orchestration
import Processes

/// The reserve as a file in the state folder.
public struct DiskReserve: Reserve {
    /// Enough for thousands of decisions.
    static let size: Int64 = 4 << 20
    /// What must be free beside it.
    static let margin: Int64 = 64 << 20

    private let folder: String
    private var path: String { "\(folder)/reserve" }

    public init(_ state: StateFolder) {
        folder = state.path
    }

    public func fill() {
        if DurableFiles.exists(path) { return }
        guard let disk = Disk(of: folder), disk.free > Self.size + Self.margin else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        // A file system that cannot set room aside keeps none.
        if posix_fallocate(file, 0, off_t(Self.size)) != 0 { unlink(path) }
    }

    public func release() -> Bool { unlink(path) == 0 }
}
