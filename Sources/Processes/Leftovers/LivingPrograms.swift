import Glibc

/// A process of some program, as `/proc` shows it to us.
public struct LivingProgram: Sendable, Equatable {
    public let pid: Int32
    public let arguments: [String]
    /// Where it works; nil when it is another user's, who need not tell us.
    public let folder: String?

    /// Those whose name begins with `name` and that began at `instant` or before.
    ///
    /// - Parameter instant: seconds since 1970.
    public static func all(named name: String, begunBy instant: Int64) -> [LivingProgram] {
        let boot = bootTime
        let ticks = Int64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return ProcessTable.all().filter { process in
            !process.isZombie && process.pid != getpid() && boot + process.startTicks / ticks <= instant
                && ProcessTable.read("/proc/\(process.pid)/comm", limit: 64).starts(with: name.utf8)
        }.map { process in
            let words = ProcessTable.read("/proc/\(process.pid)/cmdline", limit: 64 << 10).split(separator: 0)
            let folder = ProcessTable.link("/proc/\(process.pid)/cwd")
            return LivingProgram(
                pid: process.pid, arguments: words.map { String(decoding: $0, as: UTF8.self) },
                folder: folder.isEmpty ? nil : folder)
        }
    }

    /// When this machine was started, in seconds since 1970.
    private static var bootTime: Int64 {
        let lines = ProcessTable.read("/proc/stat", limit: 4 << 20).split(separator: UInt8(ascii: "\n"))
        let line = lines.first { $0.starts(with: "btime ".utf8) }
        return line.flatMap { Int64(String(decoding: $0.dropFirst(6), as: UTF8.self)) } ?? 0
    }
}
