import Glibc

/// One flat JSON object, written field by field.
struct JSONObject {
    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

    mutating func add(_ key: StaticString, _ value: Int64?) {
        addKey(key)
        bytes.append(contentsOf: (value.map { String($0) } ?? "null").utf8)
    }

    mutating func add(_ key: StaticString, text: String) {
        addKey(key)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 { addEscaped(byte) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The object, closed and ended by a newline.
    func finished() -> [UInt8] { bytes + [UInt8(ascii: "}"), UInt8(ascii: "\n")] }

    private mutating func addKey(_ key: StaticString) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(contentsOf: "\"\(key)\":".utf8)
    }

    private mutating func addEscaped(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
        case 0..<0x20: bytes.append(contentsOf: "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
        default: bytes.append(byte)
        }
    }
}

/// Who runs here: written before the agent's program starts, so that nothing ever runs unrecorded.
struct ProcessRecord {
    /// The version of what is said on the control socket and in these files; a server refuses a newer one.
    static let protocolVersion: Int64 = 1

    var agent: pid_t
    var agentStartTicks: Int64
    var startedAt: Int64

    /// Writes `pid.json`; the boot and the pid namespace tell a reader whether the numbers still mean anything.
    func save() -> Bool {
        var object = JSONObject()
        object.add("protocol", Self.protocolVersion)
        object.add("shim", Int64(getpid()))
        object.add("agent", Int64(agent))
        object.add("startedAt", startedAt)
        object.add("agentStartTicks", agentStartTicks)
        object.add("bootID", text: Self.bootID())
        object.add("pidNamespace", text: Self.pidNamespace())
        // Not synced: a power cut ends the processes too, and a sync would make every start as slow as the disk.
        return RunFolder.replace("pid.json", through: "pid.tmp", with: object.finished(), durable: false)
    }

    private static func bootID() -> String {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { return "" }
        defer { close(descriptor) }
        return text(capacity: 64) { read(descriptor, $0.baseAddress!, $0.count) }
    }

    private static func pidNamespace() -> String {
        text(capacity: 64) {
            readlink("/proc/self/ns/pid", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
    }

    private static func text(capacity: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Int) -> String {
        withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer in
            let count = max(0, fill(buffer))
            return String(decoding: buffer[..<count].prefix { $0 > 0x20 }, as: UTF8.self)
        }
    }
}

/// Why a run ended.
enum ExitReason: String {
    case exited, stopped, deadline
    case outputLimit = "output_limit"
    case failedToStart = "failed_to_start"
}

/// How the run ended: the last thing that a shim writes.
struct ExitRecord {
    var waitStatus: Int32?
    var reason = ExitReason.exited
    var failure: String?
    var startedAt: Int64
    var stdoutBytes: Int64 = 0
    var stderrBytes: Int64 = 0
    var lostBytes: Int64 = 0
    var leftBehind: Int64 = 0

    /// Puts `exit.json` in place; asks again for a minute when the disk refuses.
    func save() -> Bool {
        let bytes = encoded()
        for attempt in 0..<60 {
            if attempt > 0 { sleep(1) }
            if RunFolder.replace("exit.json", through: "exit.tmp", with: bytes, durable: true) { return true }
            if errno == ENOENT { return false }  // the folder itself was removed
        }
        return false
    }

    private func encoded() -> [UInt8] {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
        let signal = waitStatus.map { $0 & 0x7f }
        var object = JSONObject()
        object.add("status", waitStatus.flatMap { signal == 0 ? Int64(($0 >> 8) & 0xff) : nil })
        object.add("signal", signal.flatMap { $0 == 0 ? nil : Int64($0) })
        object.add("reason", text: reason.rawValue)
        if let failure { object.add("failure", text: failure) }
        object.add("startedAt", startedAt)
        object.add("endedAt", Clock.unixMilliseconds())
        object.add("userMs", Self.milliseconds(usage.ru_utime))
        object.add("systemMs", Self.milliseconds(usage.ru_stime))
        object.add("maxRssKb", Int64(usage.ru_maxrss))
        object.add("stdoutBytes", stdoutBytes)
        object.add("stderrBytes", stderrBytes)
        object.add("lostBytes", lostBytes)
        object.add("leftBehind", leftBehind)
        return object.finished()
    }

    private static func milliseconds(_ time: timeval) -> Int64 {
        Int64(time.tv_sec) * 1000 + Int64(time.tv_usec) / 1000
    }
}
