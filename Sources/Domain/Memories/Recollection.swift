/// What a run begins with of all that its agent knows: as much as a budget allows.
public struct Recollection: Hashable, Sendable {
    /// A note that could be shown.
    public struct Candidate: Hashable, Sendable {
        public let note: Note
        public let changedAt: Instant

        public init(_ note: Note, changedAt: Instant) {
            self.note = note
            self.changedAt = changedAt
        }
    }

    /// Shown whole.
    public let notes: [Note]
    /// Named only: the next in order.
    public let others: [Note.ID]

    /// So many names are given at most.
    public static let nameLimit = 30

    /// The agent's own notes come first, the latest changed before older ones; then what the workspace knows, by how
    /// many words of the ticket are in it. Of that, a note without any is only named.
    ///
    /// - Parameter tokens: of four bytes each.
    public init(_ candidates: [Candidate], for words: SearchWords, tokens: Int) {
        let wanted = Set(words.words.map { $0.lowercased() }.filter { $0.count > 2 })
        let ranked = candidates.map { (candidate: $0, hits: Self.hits(wanted, $0.note)) }.sorted { left, right in
            let (mine, theirs) = (left.candidate.note.id.owner != nil, right.candidate.note.id.owner != nil)
            if mine != theirs { return mine }
            if !mine, left.hits != right.hits { return left.hits > right.hits }
            let (one, other) = (left.candidate, right.candidate)
            return one.changedAt == other.changedAt ? one.note.id < other.note.id : one.changedAt > other.changedAt
        }
        var room = tokens * 4
        var (shown, named): ([Note], [Note.ID]) = ([], [])
        for (candidate, hits) in ranked {
            let note = candidate.note
            let size = note.text.utf8.count + note.id.description.utf8.count + 8
            if size <= room, note.id.owner != nil || hits > 0 {
                room -= size
                shown.append(note)
            } else {
                named.append(note.id)
            }
        }
        notes = shown
        others = tokens > 0 ? Array(named.prefix(Self.nameLimit)) : []
    }

    private static func hits(_ words: Set<String>, _ note: Note) -> Int {
        if note.id.owner != nil { return 0 }
        let text = (note.id.name + " " + note.text).lowercased()
        return words.count { text.contains($0) }
    }

    /// As the brief says it; empty when there is nothing.
    public var brief: String {
        if notes.isEmpty, others.isEmpty { return "" }
        let parts = notes.map { "## \($0.id)\n\n\($0.text)" }
        let names = others.map(\.description).joined(separator: ", ")
        let rest = names.isEmpty ? [] : ["Not shown; `search` with its name shows one: \(names)."]
        return (["# What you know"] + parts + rest).joined(separator: "\n\n")
    }
}
