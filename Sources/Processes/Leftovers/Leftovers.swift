import Glibc

extension RunFolder {
    /// Kills what a run left when its shim was killed: the agent's group and session, every descendant, and every
    /// process whose environment has the entry `environmentMarker` (`NAME=VALUE`, unique to the run).
    ///
    /// Kills nothing while a shim is alive, after a reboot or in another pid namespace, where the numbers mean other
    /// processes. Without a marker, a `setsid` grandchild that was orphaned before cannot be told from a stranger.
    /// Returns how many processes got SIGKILL; they are gone when it returns, but for uninterruptible ones.
    @discardableResult
    public func killLeftovers(environmentMarker: String? = nil) async throws -> Int {
        // A shim that was just killed lets go of its lock a moment after its socket.
        for _ in 0..<50 where isAlive { try await Task.sleep(for: .milliseconds(20)) }
        if isAlive { return 0 }
        // The run can remove or overwrite its record; then the marker alone tells.
        let record = try? processIDs()
        if let record, !record.isOfThisBootAndNamespace { return 0 }
        let search = LeftoverSearch(record: record, marker: environmentMarker)
        var killed: Set<Int32> = []
        for round in 0..<100 {
            let found = search.living()
            if found.isEmpty { break }
            for pid in found { kill(pid, SIGKILL) }
            killed.formUnion(found)
            if round > 0 { try await Task.sleep(for: .milliseconds(10)) }
        }
        return killed.count
    }
}

extension ProcessIDs {
    var isOfThisBootAndNamespace: Bool {
        let namespace = ProcessTable.link("/proc/self/ns/pid")
        let boot = ProcessTable.read("/proc/sys/kernel/random/boot_id", limit: 64).filter { $0 > 0x20 }
        return namespace == pidNamespace && String(decoding: boot, as: UTF8.self) == bootID
    }
}

/// Which living processes belong to a run whose shim is gone.
struct LeftoverSearch {
    let record: ProcessIDs?
    let marker: String?

    func living() -> [Int32] {
        let table = ProcessTable.all()
        let spared = Self.ancestors(of: getpid(), in: table)
        let leader = record.flatMap { record in table.first { $0.pid == record.agent } }
        // While one process of a group lives, its number is given to no new process: a leader that started at another
        // time means that the run's own group is gone and the number is a stranger's.
        let groupIsOurs = record != nil && (leader == nil || leader?.startTicks == record?.agentStartTicks)
        var members: Set<Int32> = []
        for process in table where process.startTicks >= record?.agentStartTicks ?? 0 {
            let isInGroup = groupIsOurs && (process.group == record?.agent || process.session == record?.agent)
            if isInGroup || carriesMarker(process.pid) { members.insert(process.pid) }
        }
        var count = -1
        while count != members.count {
            count = members.count
            for process in table where members.contains(process.parent) { members.insert(process.pid) }
        }
        return table.filter { members.contains($0.pid) && !$0.isZombie && !spared.contains($0.pid) }.map(\.pid)
    }

    private func carriesMarker(_ pid: Int32) -> Bool {
        guard let marker else { return false }
        let environment = ProcessTable.read("/proc/\(pid)/environ", limit: 4 << 20)
        return environment.split(separator: 0).contains { $0.elementsEqual(marker.utf8) }
    }

    /// Never ourselves, nor whoever started us.
    static func ancestors(of pid: Int32, in table: [ProcessTable.Process]) -> Set<Int32> {
        var found: Set<Int32> = [1]
        var next: Int32? = pid
        while let pid = next, found.insert(pid).inserted { next = table.first { $0.pid == pid }?.parent }
        return found
    }
}

/// What `/proc` says of the processes of this machine.
enum ProcessTable {
    struct Process: Sendable, Equatable {
        var pid: Int32
        var parent: Int32
        var group: Int32
        var session: Int32
        var startTicks: Int64
        var isZombie: Bool
    }

    static func all() -> [Process] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var processes: [Process] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if let pid = Int32(name), let process = process(pid) { processes.append(process) }
        }
        return processes
    }

    /// The process, or nil when there is none; the fields are counted from the last bracket of its name.
    static func process(_ pid: Int32) -> Process? {
        let text = read("/proc/\(pid)/stat", limit: 4096)
        guard let bracket = text.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = text[(bracket + 1)...].split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard fields.count > 19, let parent = Int32(fields[1]), let group = Int32(fields[2]),
            let session = Int32(fields[3]), let ticks = Int64(fields[19])
        else { return nil }
        return Process(
            pid: pid, parent: parent, group: group, session: session, startTicks: ticks,
            isZombie: fields[0] == "Z" || fields[0] == "X")
    }

    /// The living shims of a folder, found without trusting anything in it: its path is their only argument, and they
    /// are in it. The run can remove or overwrite every file of the folder.
    static func shims(of folder: RunFolder) -> [Int32] {
        let name = folder.path.split(separator: "/").last ?? ""
        return all().map(\.pid).filter { pid in
            let words = read("/proc/\(pid)/cmdline", limit: 64 << 10).split(separator: 0)
            guard words.count == 2, words[1].elementsEqual(folder.path.utf8) else { return false }
            let place = link("/proc/\(pid)/cwd")
            return place.hasSuffix("/\(name)") || place.hasSuffix("/\(name) (deleted)")
        }
    }

    /// What a link of `/proc` leads to, empty when it cannot be read.
    static func link(_ path: String) -> String {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes {
            readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }

    /// The beginning of a file of `/proc`, empty when it cannot be read: its process is gone or another's.
    static func read(_ path: String, limit: Int) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return [] }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
