import Domain
import Foundation
import Orchestration
import TestKit
import Testing

@testable import Worktrees

@Suite("Notes as files, and as commits")
struct WorkspaceNotesTests {
    private static let ada = Agent.ID(name: "ada")
    private static let id = Note.ID(owner: ada, name: "testing")

    /// A workspace in a repository on whose branch nothing lands, unless told otherwise.
    private func scene(target: String = "other") async throws -> (Yard, WorkspaceNotes) {
        let yard = try await Yard()
        var project = Project(id: Project.ID(name: "web"))
        project.definition = Project.Definition(path: yard.user, target: target)
        return (yard, notes(yard, yard.user, [project]))
    }

    private func notes(_ yard: Yard, _ root: String, _ projects: [Project] = []) -> WorkspaceNotes {
        WorkspaceNotes(root: root, stateFolder: yard.root + "/state", clock: ManualClock(), projects: { projects })
    }

    private func keep(_ text: String, _ notes: WorkspaceNotes, _ id: Note.ID = id) async throws {
        try await notes.change(id, by: Self.ada, because: "Keep \(id.name) (R-7)") { _ in text }
    }

    @Test("an agent's note is a commit of that note alone, and what a person has staged or left stays so")
    func committed() async throws {
        let (yard, notes) = try await scene()
        try yard.write("user/a.txt", "staged\n")
        try await yard.git("add", "a.txt", in: yard.user)
        try yard.write("user/b.txt", "left\n")
        try await keep("run make\n", notes)
        #expect(yard.read("user/memory/ada/testing.md") == "run make\n")
        #expect(
            try await yard.git("log", "-1", "--format=%an %cn %s", "--name-only", in: yard.user)
                == "ada ada Keep testing (R-7)\n\nmemory/ada/testing.md")
        #expect(try await yard.git("diff", "--cached", "--name-only", in: yard.user) == "a.txt")
        #expect(try await yard.git("diff", "--name-only", in: yard.user) == "b.txt")
        try await keep("run make\n", notes)
        #expect(try await yard.git("rev-list", "--count", "HEAD", in: yard.user) == "2", "nothing changed")
        try await keep("", notes)
        #expect(!yard.exists("user/memory/ada/testing.md"))
        #expect(try await yard.git("ls-files", "memory", in: yard.user) == "")
        #expect(try await yard.git("diff", "--cached", "--name-only", in: yard.user) == "a.txt")
        #expect(notes.pending.entries.isEmpty)
    }

    @Test("a branch that work lands on is not moved: the history is on a reference of its own")
    func target() async throws {
        let (yard, notes) = try await scene(target: "main")
        let before = try await yard.git("--no-optional-locks", "status", "--porcelain", in: yard.user)
        let head = try await yard.head(yard.user)
        try await keep("", notes)
        #expect(try await yard.git("for-each-ref", NoteCommits.aside, in: yard.user) == "", "nothing to forget")
        try await keep("one\n", notes)
        try await keep("two\n", notes)
        try await keep("more\n", notes, Note.ID(owner: Self.ada, name: "more"))
        try await keep("", notes, Note.ID(owner: Self.ada, name: "more"))
        #expect(try await yard.head(yard.user) == head)
        #expect(before == "")
        #expect(try await yard.git("status", "--porcelain", in: yard.user) == "?? memory/")
        let log = try await yard.git("log", "--format=%an %s", NoteCommits.aside, in: yard.user)
        #expect(log.split(separator: "\n").count == 4 && log.hasSuffix("ada Keep testing (R-7)"))
        #expect(
            try await yard.git("ls-tree", "-r", "--name-only", NoteCommits.aside, in: yard.user)
                == "memory/ada/testing.md")
        #expect(try await yard.git("show", "\(NoteCommits.aside):memory/ada/testing.md", in: yard.user) == "two")
        #expect(notes.pending.entries.isEmpty)
    }

    @Test("while a person's git holds the lock, or is in the middle of a merge, the commit waits for later")
    func locked() async throws {
        let (yard, notes) = try await scene()
        for file in ["index.lock", "MERGE_HEAD"] {
            let head = try await yard.head(yard.user)
            try yard.write("user/.git/\(file)", file == "MERGE_HEAD" ? "\(head.id)\n" : "")
            try await keep("with \(file)\n", notes)
            #expect(yard.read("user/memory/ada/testing.md") == "with \(file)\n")
            #expect(try await yard.head(yard.user) == head)
            #expect(notes.pending.entries.map(\.id) == [Self.id])
            try await notes.commitLeftovers()
            #expect(notes.pending.entries.count == 1, "it is still held")
            try await yard.delete("user/.git/\(file)")
            // Another server, after a restart.
            try await self.notes(yard, yard.user).commitLeftovers()
            #expect(notes.pending.entries.isEmpty)
            #expect(try await yard.git("log", "-1", "--format=%an", in: yard.user) == "ada")
            #expect(try await yard.git("status", "--porcelain", in: yard.user) == "")
        }
    }

    @Test("without git, or where git ignores it, a note is only a file", arguments: [true, false])
    func plain(_ isInGit: Bool) async throws {
        let (yard, _) = try await scene()
        let root = isInGit ? yard.user : yard.root + "/plain"
        try makeFolders(root)
        if isInGit { try yard.write("user/.git/info/exclude", "memory/\n") }
        let notes = notes(yard, root)
        try await keep("text\n", notes)
        #expect(try notes.read(Self.id)?.text == "text\n")
        #expect(notes.pending.entries.isEmpty)
        #expect(try await yard.git("rev-list", "--count", "HEAD", in: yard.user) == "1")
    }

    @Test("changes at the same time lose nothing, in files and in history")
    func together() async throws {
        let (yard, notes) = try await scene()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...10 {
                group.addTask {
                    let id = number % 2 == 0 ? Self.id : Note.ID(owner: Self.ada, name: "n\(number)")
                    try await notes.change(id, by: Self.ada, because: "Keep \(number)") { present in
                        (present?.text ?? "") + "line \(number)\n"
                    }
                }
            }
            try await group.waitForAll()
        }
        let lines = try #require(try notes.read(Self.id)).text.split(separator: "\n").sorted()
        #expect(lines == ["line 10", "line 2", "line 4", "line 6", "line 8"])
        #expect(try notes.notes().count == 6)
        #expect(try await yard.git("rev-list", "--count", "HEAD", in: yard.user) == "11")
        #expect(try await yard.git("status", "--porcelain", in: yard.user) == "")
    }

    @Test("nothing is read or written through a link, and what is no note is left out")
    func hostile() async throws {
        let (yard, notes) = try await scene()
        try yard.write("outside/secret.md", "secret\n")
        try yard.write("user/knowledge/good.md", "# Good\n")
        try yard.write("user/knowledge/readme.txt", "no note\n")
        try yard.write("user/memory/Not-A-Name/x.md", "no agent\n")
        try yard.write("user/knowledge/large.md", String(repeating: "x", count: WorkspaceNotes.readLimit + 1))
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: yard.user + "/knowledge/link.md", withDestinationPath: yard.root + "/outside/secret.md")
        try files.createSymbolicLink(atPath: yard.user + "/memory/ada", withDestinationPath: yard.root + "/outside")
        #expect(try notes.notes().keys.map(\.description).sorted() == ["knowledge/good", "knowledge/large"])
        #expect(try notes.read(Note.ID(owner: nil, name: "good"))?.title == "Good")
        #expect(try notes.read(Note.ID(owner: nil, name: "large")) == nil)
        #expect(try notes.read(Note.ID(owner: nil, name: "link")) == nil)
        #expect(try notes.read(Note.ID(owner: Self.ada, name: "secret")) == nil)
        await #expect(throws: WorldFailure.self) { try await keep("x", notes) }
        #expect(try files.contentsOfDirectory(atPath: yard.root + "/outside") == ["secret.md"])
    }
}
