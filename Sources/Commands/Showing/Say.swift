import Glibc

/// Prints a line at once: standard output's own buffer would hold lines back when it is no terminal.
///
/// Returns whether anybody still reads. A reader that left, such as `head`, is no reason to end a server.
@discardableResult
func say(_ text: String, terminator: String = "\n") -> Bool {
    var rest = Array((text + terminator).utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return false }
        rest = rest.dropFirst(count)
    }
    return true
}
