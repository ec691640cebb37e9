import Domain
import Storage

/// What a run does to a note of its agent.
public struct NoteEdit: Hashable, Sendable {
    public var name: String
    public var text: String
    /// Otherwise the text is added to what is there.
    public var isReplacing: Bool

    public init(name: String, text: String, isReplacing: Bool) {
        self.name = name
        self.text = text
        self.isReplacing = isReplacing
    }

    /// What the note says afterwards.
    func result(_ present: String?) -> String {
        guard !isReplacing, !text.isEmpty, let present, !present.isEmpty else { return text }
        return present + (present.hasSuffix("\n") ? "" : "\n") + text
    }
}

extension Engine {
    /// Keeps a note of the run's agent: the rule first, then the file, then the index.
    ///
    /// - Returns: the note's bytes now; nil when there was nothing to forget.
    /// - Throws: `Rejection`, or `WorldFailure` when there are no files or they cannot be written.
    public func remember(_ edit: NoteEdit, _ claim: RunClaim) async throws -> Int? {
        guard let notes else { throw WorldFailure("this workspace has no files, so that nothing can be kept") }
        guard let run = try await store.read({ try $0.run(claim.run) }) else { throw Rejection.unknown(claim.run) }
        let id = Note.ID(owner: run.agent, name: edit.name)
        let isKept = Kept()
        // The rule says no to a name that is none before there is a path.
        guard Agent.ID.isValid(edit.name) else {
            try await perform(
                Remember(claim, name: edit.name, text: edit.text, present: [:]), by: .agent(run.agent, run: run.id))
            return nil
        }
        let reason = "\(edit.text.isEmpty ? "Forget" : "Keep") \(edit.name) (\(run.id) on \(run.ticket))"
        try await notes.change(id, by: run.agent, because: reason) { present in
            let text = edit.result(present?.text)
            let own = try notes.notes().filter { $0.key.owner == run.agent }
            let sizes = Dictionary(uniqueKeysWithValues: own.map { ($0.key.name, $0.value.bytes) })
            let command = Remember(claim, name: edit.name, text: text, present: sizes)
            let entries = try await perform(command, by: .agent(run.agent, run: run.id))
            isKept.set(entries.isEmpty ? nil : text.utf8.count)
            return text
        }
        // The reconciler would find it too, a little later.
        if let file = try notes.notes()[id], let note = try notes.read(id) {
            try await store.write { try $0.index(note, version: file.version) }
        } else {
            try await store.write { try $0.unindex(id.description) }
        }
        return isKept.bytes
    }

    /// What the run begins with of what its agent knows; in a session that goes on, what changed since.
    func recollection(_ assignment: Assignment) throws -> Recollection? {
        let tokens = assignment.agent.definition.memory
        guard let notes, tokens > 0 else { return nil }
        let since = assignment.isResumed ? assignment.earlier.last?.startedAt : nil
        let candidates = try notes.notes().filter { id, file in
            (id.owner ?? assignment.agent.id) == assignment.agent.id && since.map { file.changedAt >= $0 } ?? true
        }.compactMap { id, file in
            try notes.read(id).map { Recollection.Candidate($0, changedAt: file.changedAt) }
        }
        let content = assignment.ticket.content
        return Recollection(candidates, for: SearchWords(content.title + " " + content.body), tokens: tokens)
    }
}

/// What came of an edit, told by the closure that made it.
private final class Kept: @unchecked Sendable {
    private(set) var bytes: Int?
    func set(_ bytes: Int?) { self.bytes = bytes }
}
