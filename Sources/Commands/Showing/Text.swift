import Foundation
import Wire

/// Reading and writing text on the command line.
enum Text {
    /// Bytes of a text that is read from a file or standard input; the server takes less.
    private static let limit = 16 << 20

    /// A text as given, or the content of `@FILE`, or of standard input for `-`.
    static func read(_ argument: String) throws -> String {
        let handle: FileHandle
        if argument == "-" {
            handle = .standardInput
        } else if argument.hasPrefix("@") {
            guard let file = FileHandle(forReadingAtPath: String(argument.dropFirst())) else {
                throw CommandFailure(.notFound, "The file \(argument.dropFirst()) cannot be read.")
            }
            handle = file
        } else {
            return argument
        }
        let data = handle.readData(ofLength: limit + 1)
        if data.count > limit { throw CommandFailure(.invalid, "The text is longer than \(limit) bytes.") }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure(.invalid, "The text is not valid UTF-8: convert it first, for example with iconv.")
        }
        return text
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
    static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
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

    static func time(_ milliseconds: Int64) -> String {
        let formatter = DateFormatter()
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        return formatter.string(from: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
    }

    /// Without control characters: what agents and people wrote must not steer the terminal.
    static func plain(_ text: some StringProtocol) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
                    return isControl ? "\u{FFFD}" : scalar
                }))
    }
}

extension WorkspaceOptions {
    /// Prints a body as JSON when that was asked for, else the text for people.
    func print(_ body: some Encodable, _ text: () -> String) {
        say(json ? Text.json(body) : Text.plain(text()))
    }
}
