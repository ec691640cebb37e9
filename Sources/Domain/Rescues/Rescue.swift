/// Work that was saved before its worktree changed or went away.
public struct Rescue: Hashable, Sendable {
    /// `T-1/1700000000`: whose work it is, and when it was saved, in seconds since 1970.
    public struct ID: Hashable, Sendable, CustomStringConvertible {
        /// The ticket, or the name of a folder without one.
        public let ticket: String
        /// The second; `-2` and so on follow when there was another rescue in it.
        public let name: String

        /// Nil unless both can be part of a reference and the name begins with a second.
        public init?(ticket: String, name: String) {
            guard Self.isPlain(ticket), Self.isPlain(name), Self.second(of: name) != nil else { return nil }
            self.ticket = ticket
            self.name = name
        }

        /// Reads `T-1/1700000000`.
        public init?(_ text: String) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            self.init(ticket: String(parts[0]), name: String(parts[1]))
        }

        public var description: String { "\(ticket)/\(name)" }
        public var savedAt: Instant { Instant(milliseconds: Span.seconds(Self.second(of: name) ?? 0).milliseconds) }

        private static func second(of name: String) -> Int64? {
            name.split(separator: "-", omittingEmptySubsequences: false).first.flatMap { Int64($0) }
        }

        private static func isPlain(_ text: String) -> Bool {
            let isAllowed = text.utf8.allSatisfy { byte in
                let letter = byte | 0x20  // upper case to lower
                let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter) && byte >= 0x40
                return isDigit || isLetter || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
            return isAllowed && (1...80).contains(text.utf8.count) && text.utf8.first != UInt8(ascii: "-")
        }
    }

    /// Why it was saved.
    public enum Reason: String, Hashable, Sendable, CaseIterable {
        /// The next run starts over.
        case restarted
        /// The ticket is done or cancelled.
        case closed
        /// The ticket landed: its own commits, before they became one.
        case landed
        /// A folder without a ticket.
        case orphaned

        public var sentence: String {
            switch self {
            case .restarted: "the next run started over"
            case .closed: "the ticket was closed"
            case .landed: "the ticket landed and its branch was removed"
            case .orphaned: "no ticket had the folder"
            }
        }
    }

    public var id: ID
    /// Nil when it was not written by this version.
    public var reason: Reason?
    public var branch: String
    /// The commit that the work is counted from.
    public var base: String
    public var commit: String
    /// Tips of other branches, the stash, what was staged or amended away: kept by the same reference.
    public var others: [String] = []
    public var size = Size()
    /// The commit includes files that were not committed.
    public var hasUncommitted = false
    /// The clone's `.git` was of no use: the files were saved on top of the branch as the repository has it.
    public var isFromFiles = false

    public init(id: ID, reason: Reason?, branch: String, base: String, commit: String) {
        self.id = id
        self.reason = reason
        self.branch = branch
        self.base = base
        self.commit = commit
    }

    /// In the project's repository.
    public var reference: String { Self.references + id.description }
    /// What the names of all of them begin with.
    public static let references = "refs/skein/rescue/"

    /// How much differs from the base; binary files count no lines.
    public struct Size: Hashable, Sendable {
        public var files: Int
        public var insertions: Int
        public var deletions: Int

        public init(files: Int = 0, insertions: Int = 0, deletions: Int = 0) {
            self.files = files
            self.insertions = insertions
            self.deletions = deletions
        }
    }
}
