import Glibc

/// Processes that carry a mark in their environment and that nobody owns any more.
public enum Sweep {
    /// Kills every process whose environment has the variable `name` with a value that `isAbandoned` says yes to.
    ///
    /// Never ourselves, nor whoever started us. Reading an environment needs the right to trace its process, so those
    /// of other users are left alone.
    ///
    /// - Returns: how many got SIGKILL, by the variable's value.
    public static func kill(marked name: String, where isAbandoned: (String) -> Bool) -> [String: Int] {
        let table = ProcessTable.all()
        let spared = LeftoverSearch.ancestors(of: getpid(), in: table)
        var killed: [String: Int] = [:]
        for process in table where !process.isZombie && !spared.contains(process.pid) {
            guard let value = value(of: name, in: process.pid), isAbandoned(value) else { continue }
            // The number may have been given to another process since: it counts only with the same start.
            guard ProcessTable.process(process.pid)?.startTicks == process.startTicks else { continue }
            if Glibc.kill(process.pid, SIGKILL) == 0 { killed[value, default: 0] += 1 }
        }
        return killed
    }

    private static func value(of name: String, in pid: Int32) -> String? {
        let prefix = Array("\(name)=".utf8)
        let environment = ProcessTable.read("/proc/\(pid)/environ", limit: 4 << 20)
        // Most processes of a machine have nothing to do with us.
        guard let entry = environment.split(separator: 0).first(where: { $0.starts(with: prefix) }) else { return nil }
        return String(decoding: entry.dropFirst(prefix.count), as: UTF8.self)
    }

    /// The living processes that carry the mark, each as `PID STATE COMMAND`.
    public static func list(marked name: String, _ wanted: String) -> [String] {
        ProcessTable.all().filter { value(of: name, in: $0.pid) == wanted }.map { process in
            let command = ProcessTable.read("/proc/\(process.pid)/cmdline", limit: 400)
            let words = command.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return "\(process.pid) \(process.isZombie ? "zombie" : "alive") \(words.joined(separator: " "))"
        }
    }
}

extension RunFolder {
    /// When the run wrote something last, in Unix milliseconds; nil when it never did.
    public var lastOutput: Int64? {
        [stdoutLog, stderrLog].compactMap { path -> Int64? in
            var status = stat()
            guard lstat(path, &status) == 0, status.st_size > 0 else { return nil }
            return Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
        }.max()
    }
}

/// The disk that a folder is on.
public struct Disk: Sendable, Equatable {
    public let total: Int64
    /// What users without privileges may still write.
    public let free: Int64

    /// Nil when the folder cannot be looked at.
    public init?(of folder: String) {
        var status = statvfs()
        guard statvfs(folder, &status) == 0, status.f_blocks > 0 else { return nil }
        let size = Int64(status.f_frsize)
        free = Int64(clamping: status.f_bavail) * size
        // What is kept back for the administrator counts neither as used nor as free.
        total = (Int64(clamping: status.f_blocks) - Int64(clamping: status.f_bfree)) * size + free
    }
}
