import Foundation

/// A Markdown file that begins with keys between two lines `---`.
struct FrontMatter {
    /// The keys as YAML; they keep their line numbers.
    let keys: String
    /// What follows, without space around it.
    let body: String

    /// - Parameter example: a line that the keys could have.
    /// - Parameter bodyName: what follows the keys, such as `the instructions`.
    init(_ text: String, file: String, example: String, bodyName: String) throws(ConfigurationError) {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first.map(Self.isFence) == true else {
            throw ConfigurationError(
                at: Place(file: file, line: 1), "the front matter is missing",
                "begin the file with a line `---`, keys such as `\(example)`, and a line `---`; \(bodyName) follow")
        }
        guard let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
            throw ConfigurationError(
                at: Place(file: file, line: 1), "the front matter is not ended",
                "write a line `---` between the keys and \(bodyName)")
        }
        keys = "\n" + lines[1..<end].joined(separator: "\n")
        body = lines[(end + 1)...].joined(separator: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }
}
