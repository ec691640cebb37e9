import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import Orchestration
import Worktrees

/// `skein memory`
struct MemoryVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "memory", abstract: "Show what agents keep between runs, and what the workspace knows.",
        discussion: """
            They are files: memory/AGENT/NAME.md is kept by that agent, knowledge/NAME.md by you, for all. Edit them \
            as you like.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "An agent, or a note such as memory/ada/testing; left out, everything.") var what: String?

    /// A note in a list.
    struct Row: Codable {
        var id: String
        var title: String
        var bytes: Int
        /// Milliseconds since 1970.
        var changedAt: Int64
    }

    func run() async throws {
        let folder = try WorkspaceFolder.find(from: options.workspace)
        let notes = WorkspaceNotes(root: folder.root, stateFolder: folder.state, clock: SystemClock()) { [] }
        if let what, let id = Note.ID(what) {
            guard let note = try notes.read(id) else {
                throw CommandFailure(.notFound, "There is no note \(id): `skein memory` lists those there are.")
            }
            say(Text.plain(note.text))
            return
        }
        let found = try notes.notes().filter { id, _ in what.map { id.owner?.name == $0 } ?? true }
        let rows = try found.sorted { $0.key < $1.key }.map { id, file in
            Row(
                id: id.description, title: try notes.read(id)?.title ?? "cannot be shown", bytes: file.bytes,
                changedAt: file.changedAt.milliseconds)
        }
        options.print(rows) {
            if rows.isEmpty { return "nothing is kept yet" }
            return Table(
                ["NOTE", "BYTES", "CHANGED", "TITLE"],
                rows.map { [$0.id, "\($0.bytes)", Text.time($0.changedAt), $0.title] }
            ).text
        }
    }
}
