import Domain
import Logging
import Storage
import Synchronization
import TestKit
import Testing

@testable import Orchestration

@Suite("Keeping the index in line")
struct SearchReconcilerTests {
    /// Notes and conversations as texts.
    private final class Desk: NoteSite, RunOutput {
        struct State {
            var notes: [Note.ID: String] = [:]
            var said: [Run.ID: [String]] = [:]
            var reads: [Note.ID] = []
        }

        let state = Mutex(State())

        func notes() -> [Note.ID: NoteFile] {
            state.withLock { state in
                state.notes.mapValues {
                    NoteFile(version: $0, bytes: $0.utf8.count, changedAt: Instant(milliseconds: 0))
                }
            }
        }

        func read(_ id: Note.ID) -> Note? {
            state.withLock { state in
                state.reads.append(id)
                return state.notes[id].map { Note(id: id, text: $0) }
            }
        }

        func change(
            _ id: Note.ID, by agent: Agent.ID, because reason: String,
            _ edit: @escaping @Sendable (Note?) async throws -> String
        ) {}
        func commitLeftovers() {}
        func transcript(_ run: Run.ID, limit: Int) -> [String] { state.withLock { $0.said[run] ?? [] } }
        func lastLines(_ run: Run.ID, count: Int) -> [String] { [] }
        func search(_ run: Run.ID, for text: String, limit: Int) -> (matches: [OutputMatch], bytes: Int) { ([], 0) }

        func read(_ run: Run.ID, _ stream: LogStream, from offset: Int64, limit: Int) -> OutputPiece {
            OutputPiece(text: "", start: 0, next: 0, hasMore: false)
        }
    }

    private func reconciler(_ office: Office, _ desk: Desk) -> SearchReconciler {
        var engine = Engine(
            store: office.store, clock: office.clock, feed: JournalFeed(store: office.store),
            logger: Logger(label: "test"), stateFolder: "/none")
        engine.notes = desk
        return SearchReconciler(engine: engine, output: desk)
    }

    private func find(_ text: String, _ office: Office) async throws -> [String] {
        try await office.store.read { try $0.search(Search(SearchWords(text), in: .everything)).hits.map(\.id) }
    }

    @Test("notes that came, changed and went are as they are, each read once; a server that comes back finds the rest")
    func notes() async throws {
        let office = try await Office()
        let desk = Desk()
        let (build, own) = (Note.ID(owner: nil, name: "build"), Note.ID(owner: Agent.ID(name: "ada"), name: "own"))
        desk.state.withLock { $0.notes = [build: "use make", own: "apples"] }
        let first = reconciler(office, desk)
        #expect(await first.reconcile() == office.clock.now + .seconds(60))
        #expect(try await find("make", office) == ["knowledge/build"])
        office.clock.advance(by: .seconds(10))
        _ = await first.reconcile()
        #expect(desk.state.withLock { $0.reads } == [build, own])
        desk.state.withLock { $0.notes = [build: "use ninja"] }
        // Another server, which knows nothing but the index.
        _ = await reconciler(office, desk).reconcile()
        #expect(try await find("make", office) == [])
        #expect(try await find("ninja", office) == ["knowledge/build"])
        #expect(try await find("apples", office) == [])
    }

    @Test("what was said in runs is found after they ended, however many ended at once")
    func runs() async throws {
        let office = try await Office()
        let desk = Desk()
        for number in 1...25 {
            let ticket = try await office.create("t\(number)", assignee: "ada")
            try await office.store.perform(StartRun(ticket: ticket), by: .server("test"), at: office.clock.now)
            let run = try #require(try await office.store.read { try $0.runs(of: ticket).last })
            desk.state.withLock { $0.said[run.id] = ["word\(number)"] }
            try await office.store.perform(
                EndRun(run: run.id, token: run.lease.token, result: .nothingToDo(summary: "")), by: .server("test"),
                at: office.clock.now)
        }
        let reconciler = reconciler(office, desk)
        #expect(await reconciler.reconcile() == office.clock.now)
        #expect(try await find("word25", office) == [])
        _ = await reconciler.reconcile()
        #expect(try await find("word25", office) == ["R-25"])
    }
}
