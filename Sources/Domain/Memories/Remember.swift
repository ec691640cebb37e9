/// A run has Skein keep a note of its agent, change it, or forget it.
public struct Remember: Command {
    /// Bytes of one note, and of all of an agent; how many notes an agent keeps.
    public static let noteLimit = 16 << 10
    public static let agentLimit = 256 << 10
    public static let countLimit = 100

    public let claim: RunClaim
    public let name: String
    /// The whole of the note as it is to be; empty forgets it.
    public let text: String
    /// The bytes of each note that the agent keeps now, by name.
    public let present: [String: Int]

    public init(_ claim: RunClaim, name: String, text: String, present: [String: Int]) {
        self.claim = claim
        self.name = name
        self.text = text
        self.present = present
    }

    public func decide(_ slice: Standing, at now: Instant) throws(Rejection) -> [Event] {
        guard let run = slice.run else { throw .unknown(claim.run) }
        try slice.check(claim, .read, run.ticket)
        guard Agent.ID.isValid(name) else {
            throw Rejection(
                .badNote, "A note's name is 1 to 40 of a-z, 0-9, `-` and `_`, and does not begin with `-`: rename it.")
        }
        try text.checkCharacters("note")
        let size = text.utf8.count
        if text.isEmpty {
            if present[name] == nil { return [] }
        } else {
            try checkRoom(size)
        }
        return [.agent(run.agent, .remembered(note: name, bytes: size))]
    }

    private func checkRoom(_ size: Int) throws(Rejection) {
        if size > Self.noteLimit {
            throw Rejection(
                .memoryFull,
                "The note would be \(size) bytes long and \(Self.noteLimit) are allowed: replace it with what matters.")
        }
        let others = present.filter { $0.key != name }
        let sum = others.values.reduce(size, +)
        if sum > Self.agentLimit || others.count >= Self.countLimit {
            throw Rejection(
                .memoryFull,
                "You keep \(others.count) other notes of \(sum - size) bytes; \(Self.countLimit) notes and "
                    + "\(Self.agentLimit) bytes are allowed: forget some with an empty text.")
        }
    }
}
