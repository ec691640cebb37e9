import Domain

/// The words that were sent and that the agent has not taken in yet.
struct ClaudeQueue: Hashable, Sendable {
    struct Word: Hashable, Sendable {
        let uuid: String
        let text: String
        /// Whether it is what the run began with; all others are words of a person.
        let isPrompt: Bool
        /// Whether a turn ran when it was sent.
        let isSteering: Bool

        /// How it was delivered when the agent takes it in.
        func delivery(isInTurn: Bool) -> Delivery {
            if isInTurn { return .sameTurn }
            return isSteering ? .nextTurn : .newTurn
        }
    }

    private(set) var words: [Word] = []
    /// Whether the program tells when it takes words in; an old one, and one that fails at once, does not.
    var tellsOfWords = false

    var isEmpty: Bool { words.isEmpty }

    mutating func append(_ word: Word) { words.append(word) }

    /// Takes out the word that the agent took in or threw away.
    mutating func take(_ uuid: String) -> Word? {
        guard let place = words.firstIndex(where: { $0.uuid == uuid }) else { return nil }
        return words.remove(at: place)
    }

    /// Takes out all words, of which nothing will be heard any more.
    mutating func drain() -> [Word] {
        defer { words = [] }
        return words
    }
}
