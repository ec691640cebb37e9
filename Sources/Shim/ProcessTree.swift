import Glibc

/// What `/proc/PID/stat` says of a process.
struct ProcessStatus {
    var state: UInt8
    var parent: pid_t
    var startTicks: Int64

    var isZombie: Bool { state == UInt8(ascii: "Z") || state == UInt8(ascii: "X") }

    static func read(_ pid: pid_t) -> ProcessStatus? {
        withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
            let path = "/proc/\(pid)/stat"
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            if descriptor < 0 { return nil }
            defer { close(descriptor) }
            let count = Glibc.read(descriptor, buffer.baseAddress!, buffer.count)
            return count > 0 ? parse(UnsafeRawBufferPointer(rebasing: buffer[..<count])) : nil
        }
    }

    /// The name of a process may hold spaces and brackets, so the fields are counted from the last bracket.
    static func parse(_ text: UnsafeRawBufferPointer) -> ProcessStatus? {
        guard let bracket = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        var status = ProcessStatus(state: 0, parent: 0, startTicks: 0)
        var index = bracket + 2
        for field in 3...22 {
            var end = index
            while end < text.count, text[end] != UInt8(ascii: " ") { end += 1 }
            guard end > index, end < text.count else { return nil }
            let digits = UnsafeRawBufferPointer(rebasing: text[index..<end])
            switch field {
            case 3: status.state = text[index]
            case 4: status.parent = pid_t(truncatingIfNeeded: Decimal.parse(digits) ?? 0)
            case 22: status.startTicks = Decimal.parse(digits) ?? 0
            default: break
            }
            index = end + 1
        }
        return status
    }
}

/// The living descendants of the shim: as it is their subreaper, every chain of parents leads to it.
struct ProcessTree {
    /// A descendant whose parent did not fit here is missed by this walk and found by the next.
    private static let capacity = 4096
    private let members = UnsafeMutableBufferPointer<pid_t>.allocate(capacity: capacity)

    /// Signals every living descendant while walking, and returns how many there were beside the agent.
    ///
    /// A process that forks and exits as fast as it can is met because its child then has us as parent, and is
    /// signalled a moment after it was read, not after the whole walk.
    func signal(_ signal: Int32, agent: pid_t) -> Int {
        guard let folder = opendir("/proc") else { return 0 }
        defer { closedir(folder) }
        let root = getpid()
        var known = 0
        var living = 0
        while let entry = readdir(folder) {
            guard let pid = Self.pid(entry), let status = ProcessStatus.read(pid) else { continue }
            guard status.parent == root || members[..<known].contains(status.parent) else { continue }
            if known < Self.capacity {
                members[known] = pid
                known += 1
            }
            if status.isZombie { continue }
            if pid != agent { living += 1 }
            kill(pid, signal)
        }
        return living
    }

    private static func pid(_ entry: UnsafeMutablePointer<dirent>) -> pid_t? {
        withUnsafePointer(to: &entry.pointee.d_name) {
            let name = UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)
            return Decimal.parse(UnsafeRawBufferPointer(start: name, count: strlen(name))).map { pid_t($0) }
        }
    }
}
