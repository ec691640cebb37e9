import Foundation

/// Reads a file that people and agents write, trusting nothing about it.
enum TextFile {
    /// Bytes; more is no configuration.
    static let limit = 1_048_576

    /// The text of the file `name` of the workspace `root`, without a byte order mark.
    static func read(_ name: String, in root: String) throws(ConfigurationError) -> String {
        let bytes = try contents(name, in: root)
        if let index = bytes.firstIndex(of: 0) {
            throw ConfigurationError(
                at: Place(file: name, line: line(of: index, in: bytes)), "the file has a NUL byte in it",
                "save it as plain UTF-8 text")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(
                at: Place(file: name, line: firstInvalidLine(bytes)), "this line is not UTF-8",
                "save the file with the encoding UTF-8")
        }
        return text
    }

    private static func contents(_ name: String, in root: String) throws(ConfigurationError) -> ArraySlice<UInt8> {
        guard let path = Paths.resolve(Paths.join(root, name)) else { throw unreadable(name, errno) }
        guard Paths.isInside(path, root) else {
            throw ConfigurationError(
                at: Place(file: name), "the file is a symbolic link to \(path), outside the workspace",
                "copy the file to its place")
        }
        // Not blocking: a pipe in the file's place must not hold the server up.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { throw unreadable(name, errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unreadable(name, errno) }
        try check(status, name)
        let bytes = try readAll(file, name)
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    private static func check(_ status: stat, _ name: String) throws(ConfigurationError) {
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG else {
            throw ConfigurationError(
                at: Place(file: name), kind == S_IFDIR ? "this is a folder" : "this is not a regular file",
                "put a text file in its place")
        }
        if status.st_size > limit { throw tooLarge(name) }
    }

    private static func readAll(_ file: CInt, _ name: String) throws(ConfigurationError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(file, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(name, errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            if bytes.count > limit { throw tooLarge(name) }
        }
    }

    private static func unreadable(_ name: String, _ code: CInt) -> ConfigurationError {
        if code == ENOENT {
            return ConfigurationError(
                at: Place(file: name), "the file does not exist", "run `skein init` to write one")
        }
        return ConfigurationError(
            at: Place(file: name), "the file cannot be read: \(String(cString: strerror(code)))",
            "make it readable for the user that runs skein")
    }

    private static func tooLarge(_ name: String) -> ConfigurationError {
        ConfigurationError(
            at: Place(file: name), "the file is larger than 1 MB", "keep it to configuration and instructions")
    }

    private static func line(of index: Int, in bytes: ArraySlice<UInt8>) -> Int {
        1 + bytes[..<index].count { $0 == UInt8(ascii: "\n") }
    }

    private static func firstInvalidLine(_ bytes: ArraySlice<UInt8>) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
    }
}
