import Glibc

/// Prints a line at once: standard output's own buffer would hold lines back when it is no terminal.
///
/// Returns whether it was written. A reader that left, such as `head`, is no reason to end a server.
@discardableResult
func say(_ text: String, terminator: String = "\n") -> Bool {
    write(text + terminator, to: STDOUT_FILENO) == 0
}

/// Says something beside the result: standard output carries nothing but the result.
func remark(_ text: String, terminator: String = "\n") {
    _ = write(text + terminator, to: STDERR_FILENO)
}

/// Prints the result of a command. One that is cut off, such as by a full disk, would be taken for whole: then the
/// program says so and ends.
func sayResult(_ text: String) {
    let reason = write(text + "\n", to: STDOUT_FILENO)
    if reason == 0 || reason == EPIPE { return }
    remark("error: Standard output cannot be written: \(String(cString: strerror(reason))).")
    Glibc.exit(CommandFailure.Kind.world.rawValue)
}

/// Writes all of `text`; returns 0, or the error number.
private func write(_ text: String, to descriptor: CInt) -> CInt {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        if count > 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            poll(&wait, 1, 1000)
        } else if errno != EINTR {
            return errno
        }
    }
    return 0
}
