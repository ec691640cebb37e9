import Domain
import Foundation
import Orchestration

/// `memory/AGENT/*.md` and `knowledge/*.md` of a workspace, read and written without following a link.
public struct WorkspaceNotes: NoteSite {
    /// Bytes of a note that is read: people may write longer ones than agents.
    static let readLimit = 256 << 10
    /// More notes of an owner are not looked at.
    private static let countLimit = 1000

    let root: String
    let pending: PendingNotes
    private let commits: NoteCommits

    /// - Parameter stateFolder: keeps what is to be committed yet.
    /// - Parameter projects: what lands somewhere: a branch that something lands on is only moved by that.
    public init(
        root: String, stateFolder: String, clock: any WallClock,
        projects: @escaping @Sendable () async throws -> [Project]
    ) {
        self.root = root
        pending = PendingNotes(path: stateFolder + "/notes-to-commit")
        commits = NoteCommits(root: root, index: stateFolder + "/notes-index", clock: clock, projects: projects)
    }

    public func notes() throws -> [Note.ID: NoteFile] {
        guard let folder = Folder(path: root) else { throw WorldFailure("the folder \(root) cannot be read") }
        var found: [Note.ID: NoteFile] = [:]
        add(folder.folder("knowledge"), nil, &found)
        let memory = folder.folder("memory")
        for entry in memory?.entries() ?? [] where entry.kind == .folder {
            let name = text(entry.name)
            if Agent.ID.isValid(name) { add(memory?.folder(name), Agent.ID(name: name), &found) }
        }
        return found
    }

    private func add(_ folder: Folder?, _ owner: Agent.ID?, _ found: inout [Note.ID: NoteFile]) {
        let entries = folder?.entries() ?? []
        for entry in entries.prefix(Self.countLimit) where entry.kind == .file {
            let name = text(entry.name)
            guard Note.ID.isFile(name), let file = folder?.noteFile(name) else { continue }
            found[Note.ID(owner: owner, name: String(name.dropLast(3)))] = file
        }
    }

    public func read(_ id: Note.ID) throws -> Note? {
        let bytes = place(of: id, creating: false)?.read(id.name + ".md", limit: Self.readLimit)
        return bytes.flatMap { String(validating: $0, as: UTF8.self) }.map { Note(id: id, text: $0) }
    }

    public func change(
        _ id: Note.ID, by agent: Agent.ID, because reason: String,
        _ edit: @escaping @Sendable (Note?) async throws -> String
    ) async throws {
        try await Turns.take("notes " + root) {
            let text = try await edit(read(id))
            let entry = PendingNotes.Entry(id: id, agent: agent, reason: reason)
            // First of all: a server that is killed from here on has the note committed by the next.
            try pending.add(entry)
            try write(id, text)
            do {
                if try await commits.commit(entry) { try pending.remove(entry) }
            } catch is GitFailure {
                // The note is kept; the reconciler tries again, and says what is wrong when it still is.
            }
        }
    }

    public func commitLeftovers() async throws {
        if pending.entries.isEmpty { return }
        try await Turns.take("notes " + root) {
            do {
                for entry in pending.entries where try await commits.commit(entry) { try pending.remove(entry) }
            } catch let failure as GitFailure {
                throw WorldFailure(failure.description)
            }
        }
    }

    private func write(_ id: Note.ID, _ text: String) throws {
        guard let folder = place(of: id, creating: !text.isEmpty) else {
            if text.isEmpty { return }
            throw WorldFailure("the folder of \(id.path) cannot be made: see what is in its place")
        }
        let name = id.name + ".md"
        guard text.isEmpty ? folder.delete(name) : folder.write(name, Array(text.utf8)) else {
            throw WorldFailure("\(id.path) cannot be written: see whether the disk is full, and who may write there")
        }
    }

    private func place(of id: Note.ID, creating: Bool) -> Folder? {
        Folder(path: root)?.descend(id.folder, creating: creating)
    }
}

extension Folder {
    fileprivate func noteFile(_ name: String) -> NoteFile? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        let time = status.st_mtim
        return NoteFile(
            version: "\(status.st_ino):\(status.st_size):\(time.tv_sec).\(time.tv_nsec)", bytes: Int(status.st_size),
            changedAt: Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000))
    }
}
