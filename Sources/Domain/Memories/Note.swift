/// A text file that agents know from: what one of them keeps between runs, or what the workspace knows.
public struct Note: Hashable, Sendable {
    public let id: ID
    public let text: String

    public init(id: ID, text: String) {
        self.id = id
        self.text = text
    }

    /// Its place in the workspace's folder: `memory/ada/testing.md`, `knowledge/build.md`.
    public struct ID: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// Whose it is; nil when it is the workspace's.
        public let owner: Agent.ID?
        /// The file's name without `.md`.
        public let name: String

        public init(owner: Agent.ID?, name: String) {
            self.owner = owner
            self.name = name
        }

        /// As it is written: `memory/ada/testing`, `knowledge/build`.
        public var description: String { owner.map { "memory/\($0)/\(name)" } ?? "knowledge/\(name)" }
        public var path: String { "\(self).md" }

        /// Reads a description; nil when the text is none.
        public init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            if parts.count == 2, parts[0] == "knowledge" {
                self.init(owner: nil, name: parts[1])
            } else if parts.count == 3, parts[0] == "memory", Agent.ID.isValid(parts[1]) {
                self.init(owner: Agent.ID(name: parts[1]), name: parts[2])
            } else {
                return nil
            }
            guard Self.isFile(name + ".md") else { return nil }
        }

        /// Whether a file of this name is a note: it is not hidden and ends in `.md`.
        public static func isFile(_ name: String) -> Bool {
            name.hasSuffix(".md") && !name.hasPrefix(".") && (4...123).contains(name.utf8.count)
                && name.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "/") && $0 != 0x7F }
        }

        public static func < (left: ID, right: ID) -> Bool { left.description < right.description }
    }
}

extension Note {
    /// Its first heading, or its first words: what it is called in a list.
    public var title: String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        let words = line.drop { $0 == "#" || $0 == " " }
        return words.isEmpty ? id.name : String(words.prefix(80))
    }
}
