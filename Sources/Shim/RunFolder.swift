import Glibc

/// The files of a run, all named relative to the run's folder, which is the working directory of the shim.
enum RunFolder {
    static let launchLimit = 8 << 20

    enum LockResult {
        case taken, heldByAnother
        case failed(Int32)
    }

    /// Takes the lock that says a shim is alive; it is held by the open descriptor until the process ends.
    static func lock() -> LockResult {
        let descriptor = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { return .failed(errno) }
        // A prober of the lock holds it for an instant, so a refusal is asked again before it is believed.
        for _ in 0..<5 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return .taken }
            if errno != EWOULDBLOCK && errno != EINTR { return .failed(errno) }
            usleep(20_000)
        }
        return .heldByAnother
    }

    static func exists(_ name: String) -> Bool { access(name, F_OK) == 0 }

    /// Reads the launch file and removes it, because it may hold secrets; the bytes end in a NUL of ours.
    static func takeLaunch() throws(Malformed) -> UnsafeMutableBufferPointer<CChar> {
        let descriptor = open("launch", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 { throw Malformed(sentence: "cannot read `launch`: \(System.errorText(errno))") }
        defer { close(descriptor) }
        unlink("launch")
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= launchLimit else {
            throw Malformed(sentence: "the launch file is larger than \(launchLimit) bytes")
        }
        let bytes = UnsafeMutableBufferPointer<CChar>.allocate(capacity: Int(status.st_size) + 1)
        bytes.initialize(repeating: 0)
        var filled = 0
        while filled < bytes.count - 1 {
            let count = read(descriptor, bytes.baseAddress! + filled, bytes.count - 1 - filled)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Malformed(sentence: "the launch file ended early") }
            filled += count
        }
        return bytes
    }

    /// Opens a log for appending; the shim is its only writer.
    static func openLog(_ name: String) -> Int32 {
        open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }

    /// Sets aside room for the exit record, so that a disk filled by the agent cannot keep it from being written.
    static func reserve(_ name: String) -> Int32 {
        let descriptor = open(name, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor < 0 { return errno }
        defer { close(descriptor) }
        return posix_fallocate(descriptor, 0, 4096)
    }

    /// Puts a whole file in place at once: written aside, then renamed; also across a power cut when `durable`.
    static func replace(_ name: String, through aside: String, with bytes: [UInt8], durable: Bool) -> Bool {
        let descriptor = openAside(aside)
        if descriptor < 0 { return false }
        let written = bytes.withUnsafeBytes { System.writeAll(descriptor, $0) }
        let kept = written && ftruncate(descriptor, bytes.count) == 0 && (!durable || fsync(descriptor) == 0)
        close(descriptor)
        guard kept, rename(aside, name) == 0 else { return false }
        return !durable || syncFolder()
    }

    /// The file set aside, or a new one when what the agent put in its place is no file: a FIFO would hold us for ever.
    private static func openAside(_ name: String) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let found = open(name, flags | O_NONBLOCK, 0o600)
        var status = stat()
        if found >= 0, fstat(found, &status) == 0, status.st_mode & S_IFMT == S_IFREG { return found }
        let code = errno
        if found >= 0 { close(found) }
        if found < 0 && code != ENXIO && code != ELOOP && code != EISDIR { return -1 }
        let planted = "\(name).planted"
        unlink(planted)
        _ = rename(name, planted)
        return open(name, flags | O_EXCL, 0o600)
    }

    private static func syncFolder() -> Bool {
        let folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder < 0 { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }
}
