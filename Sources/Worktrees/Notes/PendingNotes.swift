import Domain
import Glibc

/// The notes that agents wrote and that are not committed yet: a file of Skein's own.
struct PendingNotes: Sendable {
    let path: String

    /// A note, who changed it, and what the commit says.
    struct Entry: Hashable, Sendable {
        let id: Note.ID
        let agent: Agent.ID
        let reason: String

        fileprivate var line: String { "\(agent)\t\(id)\t\(reason)" }

        init(id: Note.ID, agent: Agent.ID, reason: String) {
            self.id = id
            self.agent = agent
            self.reason = reason
        }

        fileprivate init?(_ line: String) {
            let parts = line.split(separator: "\t", maxSplits: 2).map(String.init)
            guard parts.count == 3, Agent.ID.isValid(parts[0]), let id = Note.ID(parts[1]) else { return nil }
            self.init(id: id, agent: Agent.ID(name: parts[0]), reason: parts[2])
        }
    }

    /// In the order in which they were changed.
    var entries: [Entry] {
        let bytes = readFile(path) ?? []
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { Entry(text($0)) }
    }

    /// A note that waits already is committed with the latest reason.
    func add(_ entry: Entry) throws { try save(entries.filter { $0.id != entry.id } + [entry]) }
    func remove(_ entry: Entry) throws { try save(entries.filter { $0.id != entry.id }) }

    private func save(_ entries: [Entry]) throws {
        if entries.isEmpty, fileKind(path) == .nothing { return }
        try makeFolders(parentFolder(path) ?? "/")
        try writeFile(path, Array(entries.map { $0.line + "\n" }.joined().utf8))
    }
}
