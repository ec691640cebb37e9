import Foundation
import Glibc
import Wire

/// Reading and writing text on the command line.
enum Text {
    /// Bytes of a text that is read from a file or standard input; what the server takes.
    private static let limit = 256 << 10

    /// A text as given, or the content of `@FILE`, or of standard input for `-`.
    static func read(_ argument: String) throws -> String {
        if argument == "-" { return try text(of: STDIN_FILENO, "standard input") }
        guard argument.hasPrefix("@") else { return argument }
        let path = String(argument.dropFirst())
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        return try text(of: descriptor, path)
    }

    private static func text(of descriptor: CInt, _ name: String) throws -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { throw unreadable(name) }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        if bytes.count > limit {
            throw CommandFailure(
                .invalid,
                "The text of \(name) is longer than the \(limit >> 10) KiB that are accepted: put it into a file of "
                    + "the repository and name that.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(
                .invalid, "The text of \(name) is not valid UTF-8: convert it first, for example with iconv.")
        }
        return text
    }

    private static func unreadable(_ name: String) -> CommandFailure {
        let kind: CommandFailure.Kind = errno == ENOENT ? .notFound : .world
        return CommandFailure(kind, "\(name) cannot be read: \(String(cString: strerror(errno))).")
    }

    /// `T-12` from `T-12`, `t-12` or `12`.
    static func identifier(_ text: String, _ letter: String) throws -> String {
        let digits = text.uppercased().hasPrefix("\(letter)-") ? String(text.dropFirst(2)) : text
        guard let number = Int64(digits), number > 0 else {
            throw CommandFailure(.invalid, "\(text) is no identifier: write it like \(letter)-12.")
        }
        return "\(letter)-\(number)"
    }

    /// A value as indented JSON, keys sorted.
    static func json(_ value: some Encodable, isIndented: Bool = true) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isIndented { encoder.outputFormatting.insert(.prettyPrinted) }
        guard let data = try? encoder.encode(value) else {  // plain values of the API always encode
            preconditionFailure("a body of the API cannot be encoded")
        }
        return String(decoding: data, as: UTF8.self)
    }

    /// A length of time, as people say it.
    static func elapsed(milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds / 1000)
        if seconds < 60 { return "\(seconds)s" }
        if seconds < 3600 { return "\(seconds / 60)m\(String(format: "%02d", Int(seconds % 60)))s" }
        return "\(seconds / 3600)h\(String(format: "%02d", Int(seconds / 60 % 60)))m"
    }

    /// `1 agent`, `2 agents`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// Bytes for people: `1.5 MB`.
    static func size(_ bytes: Int64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var (size, unit) = (Double(bytes), 0)
        while size >= 1000, unit < units.count - 1 { (size, unit) = (size / 1000, unit + 1) }
        return unit == 0 ? "\(bytes) B" : String(format: "%.1f %@", size, units[unit])
    }

    static func time(_ milliseconds: Int64) -> String {
        let formatter = DateFormatter()
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
    }

    /// Without control characters: what agents and people wrote must not steer the terminal.
    static func plain(_ text: some StringProtocol) -> String { PlainText.block(text) }

    /// The same on one line: what somebody wrote must not look like a line of ours.
    static func line(_ text: some StringProtocol) -> String { PlainText.line(text) }
}

extension WorkspaceOptions {
    /// Prints a body as JSON when that was asked for, else the text for people.
    func print(_ body: some Encodable, _ text: () -> String) {
        sayResult(json ? Text.json(body) : Text.plain(text()))
    }
}
