import Domain

/// Gathers the chunks of a message and gives them as whole lines.
struct ACPText: Hashable, Sendable {
    /// What is being written.
    enum Kind: Hashable, Sendable {
        case message, thought
    }

    /// A line that is longer is given in pieces.
    static let lineLimit = 64 << 10
    /// How much of the turn's last message is remembered.
    static let memoryLimit = 4 << 10

    private var kind = Kind.message
    private var part = ""
    /// How the message or thought began that was written last.
    private(set) var beginning = ""

    mutating func add(_ text: String, _ kind: Kind) -> [AgentEvent] {
        var events: [AgentEvent] = []
        if kind != self.kind { events = interrupt() }
        self.kind = kind
        // Hermes sets its messages apart with blank lines.
        let text = part.isEmpty && beginning.isEmpty ? String(text.drop(while: \.isNewline)) : text
        if beginning.utf8.count < Self.memoryLimit { beginning += text }
        part += text
        guard text.utf8.contains(UInt8(ascii: "\n")), let end = part.utf8.lastIndex(of: UInt8(ascii: "\n")) else {
            return part.utf8.count > Self.lineLimit ? events + flush() : events
        }
        let lines = String(part[..<end])
        // Blank lines wait for what follows them, so that nothing but space is never a text of its own.
        guard !Self.isBlank(lines) else { return part.utf8.count > Self.lineLimit ? events + flush() : events }
        part = String(part[part.utf8.index(after: end)...])
        return events + [event(lines)]
    }

    /// The rest, although its line has not ended: something else begins.
    private mutating func flush() -> [AgentEvent] {
        defer { part = "" }
        return Self.isBlank(part) ? [] : [event(part)]
    }

    /// Forgets the line that was begun: the harness asks its model again, which begins anew.
    mutating func discard() {
        part = ""
        beginning = ""
    }

    /// Something else than text came: the next chunk begins a message.
    mutating func interrupt() -> [AgentEvent] {
        beginning = ""
        return flush()
    }

    private func event(_ text: String) -> AgentEvent {
        switch kind {
        case .message: .text(text)
        case .thought: .reasoning(text)
        }
    }

    private static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
}
