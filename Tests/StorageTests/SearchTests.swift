import Domain
import Testing

@testable import Storage

@Suite("Searching, over every store")
struct SearchTests {
    private func find(
        _ text: String, _ board: Board, kind: SearchDocument.Kind? = nil, in scope: SearchScope = .everything
    ) async throws -> [String] {
        try await board.store.read {
            try $0.search(Search(SearchWords(text), kind: kind, in: scope)).hits.map(\.id)
        }
    }

    private func index(_ id: Note.ID, _ text: String, _ board: Board) async throws {
        try await board.store.write { try $0.index(Note(id: id, text: text), version: "1") }
    }

    private static let note = Note.ID(owner: Board.ada, name: "testing")

    @Test("a ticket is found by title, text, comment and result, as they are now", arguments: Engine.allCases)
    func tickets(_ engine: Engine) async throws {
        let board = try await Board(engine)
        let (first, second) = (try await board.create("Mend the gräte"), try await board.create("Other"))
        #expect(try await find("GRATE", board) == ["T-1"])
        try await board.perform(CommentOnTicket(ticket: second, author: "ada", text: "like the grate"))
        #expect(try await find("grate", board) == ["T-1", "T-2"], "a title counts more than a comment")
        #expect(try await find("mend grat", board) == ["T-1"], "the last word may go on")
        var edit = EditTicket(ticket: first)
        edit.title = "Something else"
        try await board.perform(edit)
        #expect(try await find("grate", board) == ["T-2"])
        try await board.submit(first)
        try await board.perform(CancelTicket(ticket: second, reason: ""))
        #expect(try await find("grate", board) == ["T-2"])
        #expect(try await board.faults() == [])
    }

    @Test("what nothing has all words of is found by any of them, and nothing by no word")
    func words() async throws {
        let board = try await Board()
        try await board.create("red apple")
        try await board.create("green pear")
        #expect(try await find("red pear", board).sorted() == ["T-1", "T-2"])
        for text in ["", " ", "\"", "()", "*", "'; DROP TABLE ticket; --", "NEAR(", "title:", "-", "\u{0}", "^"] {
            #expect(try await find(text, board) == [], "\(text)")
        }
        let huge = String(repeating: "word ", count: 100_000)
        #expect(try await find(huge, board) == [])
    }

    @Test("who searches finds what the rule admits, and nothing else")
    func scope() async throws {
        let board = try await Board()
        let bob = Agent.ID(name: "bob")
        try await board.create("apple")
        let docs = Ticket.Content(title: "apple", project: Project.ID(name: "docs"))
        try await board.perform(CreateTicket(content: docs))
        for id in [Self.note, Note.ID(owner: bob, name: "x"), Note.ID(owner: nil, name: "build")] {
            try await index(id, "apple", board)
        }
        let run = try await board.start(Ticket.ID(number: 1))
        try await board.perform(EndRun(run: run.id, token: run.lease.token, result: .failed(.exitStatus(1))))
        try await board.store.write { try $0.index(run, said: ["apple"]) }
        var agents = try await board.store.read { try $0.agents() }
        for index in agents.indices where agents[index].id == bob {
            agents[index].definition.projects = [Project.ID(name: "docs")]
        }
        let charts = [Chart(managers: [:]), Chart(managers: [bob: Board.ada]), Chart(managers: [Board.ada: bob])]
        let documents = try await board.store.read { transaction in
            try transaction.rows("SELECT kind, subject, agent, project FROM search_document", []).map { row in
                SearchDocument(
                    kind: try #require(SearchDocument.Kind(rawValue: row.text(0))), id: row.text(1),
                    agent: row.optionalText(2).map(Agent.ID.init(name:)),
                    project: row.optionalText(3).map(Project.ID.init(name:)))
            }
        }
        #expect(documents.count == 6)
        let scopes = charts.flatMap { chart in agents.map { SearchScope(of: $0, chart) } } + [.everything]
        for scope in scopes {
            let expected = documents.filter(scope.admits).map(\.id).sorted()
            #expect(try await find("apple", board, in: scope).sorted() == expected, "\(scope)")
        }
    }

    @Test("a thing is found once, page after page, with the words around")
    func pages() async throws {
        let board = try await Board()
        for number in 1...25 {
            let ticket = try await board.create("apple \(number)")
            try await board.perform(CommentOnTicket(ticket: ticket, author: "ada", text: "an apple a day"))
        }
        var (seen, next): ([String], Int?) = ([], 0)
        while let offset = next {
            let page = try await board.store.read {
                try $0.search(Search(SearchWords("apple"), in: .everything, offset: offset, limit: 10))
            }
            seen += page.hits.map(\.id)
            next = page.next
        }
        #expect(seen.count == 25 && Set(seen).count == 25)
        let long = String(repeating: "filler ", count: 200)
        try await index(Self.note, "# How to test\n\(long)needle here\n\(long)", board)
        let hit = try await board.store.read {
            try #require(try $0.search(Search(SearchWords("needle"), in: .everything)).hits.first)
        }
        #expect(hit.id == "memory/ada/testing" && hit.title == "How to test")
        #expect(hit.snippet.contains("needle here") && hit.snippet.count <= 400)
    }

    @Test("a run that ended is noted once, indexed in pieces, again when that is repeated, and gone when it is removed")
    func runs() async throws {
        let board = try await Board()
        let run = try await board.start(try await board.create("x"))
        #expect(try await board.store.read { try $0.runsToIndex(limit: 10) } == [])
        try await board.perform(EndRun(run: run.id, token: run.lease.token, result: .failed(.exitStatus(1))))
        #expect(try await board.store.read { try $0.runsToIndex(limit: 10) } == [run.id])
        for _ in 1...2 { try await board.store.write { try $0.index(run, said: ["the umlauts", "were wrong"]) } }
        #expect(try await board.store.read { try $0.runsToIndex(limit: 10) } == [])
        #expect(try await find("umlauts", board, kind: .run) == ["R-1"])
        #expect(try await find("umlauts", board, kind: .ticket) == [])
        try await board.store.write { try $0.indexAgain(run.id) }
        #expect(try await find("umlauts", board) == [])
        #expect(try await board.store.read { try $0.runsToIndex(limit: 10) } == [run.id])
        try await board.store.write { try $0.unindex("R-1") }
        #expect(try await find("wrong", board) == [])
    }

    @Test("a note is found as it is now, read whole by who may, and gone with its file")
    func notes() async throws {
        let board = try await Board()
        try await index(Self.note, "old words", board)
        try await index(Self.note, "new words", board)
        #expect(try await find("old", board) == [])
        #expect(try await find("new", board) == ["memory/ada/testing"])
        #expect(try await board.store.read { try $0.indexedNotes() } == [Self.note: "1"])
        let bob = SearchScope.agent(Agent.ID(name: "bob"), projects: nil, runsOf: [])
        let text = try await board.store.read { transaction in
            try [SearchScope.everything, bob].map { try transaction.indexedNote(Self.note, in: $0)?.text }
        }
        #expect(text == ["new words", nil])
        try await board.store.write { try $0.unindex(Self.note.description) }
        #expect(try await find("new", board) == [])
    }

    @Test("made anew, the index has the tickets again, and knows what else is to be read")
    func rebuilt() async throws {
        let board = try await Board()
        let ticket = try await board.create("apple")
        try await board.perform(CommentOnTicket(ticket: ticket, author: "ada", text: "pear"))
        try await index(Self.note, "apple", board)
        let run = try await board.start(ticket)
        try await board.perform(EndRun(run: run.id, token: run.lease.token, result: .failed(.exitStatus(1))))
        try await board.store.write { try $0.index(run, said: ["apple"]) }
        for _ in 1...2 { try await board.store.write { try $0.rebuildSearch() } }
        #expect(try await find("apple", board) == ["T-1"])
        #expect(try await find("pear", board) == ["T-1"])
        #expect(try await board.store.read { try $0.indexedNotes() } == [:])
        #expect(try await board.store.read { try $0.runsToIndex(limit: 10) } == [run.id])
        #expect(try await board.faults() == [])
        try await board.store.write { try $0.unindex("T-1") }
        #expect(try await board.faults() == ["The index for searching does not have what the tickets say."])
    }
}
