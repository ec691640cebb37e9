/// Files and runs, and what of them is in the index.
public struct SearchSnapshot: Hashable, Sendable {
    /// The notes that there are, each with what tells one state of its file from another.
    public var present: [Note.ID: String]
    /// The notes in the index, in the state they had.
    public var indexed: [Note.ID: String]
    /// Runs that ended and whose words are not in the index yet.
    public var ended: [Run.ID]

    public init(present: [Note.ID: String], indexed: [Note.ID: String], ended: [Run.ID]) {
        self.present = present
        self.indexed = indexed
        self.ended = ended
    }
}

/// One thing to do to the index; safe to repeat.
public enum SearchAction: Hashable, Sendable {
    case indexNote(Note.ID)
    case removeNote(Note.ID)
    case indexRun(Run.ID)
}

/// What brings the index in line: nothing when it is.
public func reconcileSearch(_ snapshot: SearchSnapshot) -> [SearchAction] {
    let gone = snapshot.indexed.keys.filter { snapshot.present[$0] == nil }.sorted()
    let changed = snapshot.present.filter { snapshot.indexed[$0.key] != $0.value }.keys.sorted()
    return gone.map(SearchAction.removeNote) + changed.map(SearchAction.indexNote)
        + snapshot.ended.sorted().map(SearchAction.indexRun)
}
