import Glibc

// Swift imports no variadic C function and Glibc's module map leaves out what needs _GNU_SOURCE, so these are bound
// by symbol. Their arguments are all of register size, for which the Swift and C conventions agree on x86-64 and
// AArch64 Linux. A C target would be the other way; the shim stays one Swift file set with nothing to configure.
@_silgen_name("prctl") private func systemPrctl(_ option: Int32, _ value: UInt, _: UInt, _: UInt, _: UInt) -> Int32
@_silgen_name("close_range") private func systemCloseRange(_ first: UInt32, _ last: UInt32, _ flags: Int32) -> Int32
@_silgen_name("pipe2") private func systemPipe2(_ ends: UnsafeMutablePointer<Int32>, _ flags: Int32) -> Int32
@_silgen_name("accept4")
private func systemAccept4(
    _ socket: Int32, _ address: UnsafeMutableRawPointer?, _ length: UnsafeMutableRawPointer?, _ flags: Int32
) -> Int32
@_silgen_name("ppoll")
private func systemPpoll(
    _ entries: UnsafeMutablePointer<pollfd>, _ count: UInt, _ timeout: UnsafePointer<timespec>?,
    _ mask: UnsafePointer<sigset_t>?
) -> Int32

/// The kernel calls of the shim, with Linux's numbers where Swift imports none.
enum System {
    private static let closeOnExec: Int32 = 0o2000000
    private static let nonBlocking: Int32 = 0o4000

    /// A pipe whose ends do not pass to programs, or nil with `errno`.
    static func pipe() -> (read: Int32, write: Int32)? {
        var ends: (Int32, Int32) = (-1, -1)
        let result = withUnsafeMutablePointer(to: &ends) {
            $0.withMemoryRebound(to: Int32.self, capacity: 2) { systemPipe2($0, closeOnExec) }
        }
        return result == 0 ? (ends.0, ends.1) : nil
    }

    /// A non-blocking unix stream socket, or -1.
    static func unixSocket() -> Int32 {
        socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | closeOnExec | nonBlocking, 0)
    }

    /// The next waiting client of a listening socket, or -1.
    static func accept(_ listener: Int32) -> Int32 {
        systemAccept4(listener, nil, nil, closeOnExec | nonBlocking)
    }

    static func setNonBlocking(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Makes orphaned descendants children of this process.
    static func becomeSubreaper() -> Bool { systemPrctl(36, 1, 0, 0, 0) == 0 }

    /// Has the kernel kill this process when its parent ends, however it ends.
    static func dieWithParent() -> Bool { systemPrctl(1, UInt(SIGKILL), 0, 0, 0) == 0 }

    /// Closes what the caller left open above the standard three.
    static func closeInherited() {
        guard systemCloseRange(3, UInt32.max, 0) != 0 else { return }
        for descriptor in 3..<Int32(4096) { close(descriptor) }  // a kernel before 5.9
    }

    /// Waits for events at most `milliseconds` (for ever when nil), open to the signals that `mask` leaves out.
    static func poll(
        _ entries: UnsafeMutableBufferPointer<pollfd>, milliseconds: Int64?, mask: inout sigset_t
    ) -> Int32 {
        guard let milliseconds else { return systemPpoll(entries.baseAddress!, UInt(entries.count), nil, &mask) }
        var time = timespec(tv_sec: Int(milliseconds / 1000), tv_nsec: Int(milliseconds % 1000) * 1_000_000)
        return systemPpoll(entries.baseAddress!, UInt(entries.count), &time, &mask)
    }

    /// Writes everything to a blocking descriptor; false with `errno` when the world refuses.
    static func writeAll(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress!, rest.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { return false }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        return true
    }

    static func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// The two clocks: wall time for deadlines that others set, monotonic time for our own delays.
enum Clock {
    static func unixMilliseconds() -> Int64 { milliseconds(CLOCK_REALTIME) }
    static func monotonicMilliseconds() -> Int64 { milliseconds(CLOCK_MONOTONIC) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
