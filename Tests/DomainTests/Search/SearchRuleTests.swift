import Domain
import Testing

@Suite("Searching")
struct SearchRuleTests {
    private static let (ada, bob, eve) = (Agent.ID(name: "ada"), Agent.ID(name: "bob"), Agent.ID(name: "eve"))
    /// bob reports to ada; eve is beside them.
    private static let chart = Chart(managers: [bob: ada])

    private static func agent(_ id: Agent.ID, projects: [String] = []) -> Agent {
        var agent = Agent(id: id)
        agent.definition.projects = projects.map(Project.ID.init(name:))
        return agent
    }

    private static let documents = [
        SearchDocument(kind: .ticket, id: "T-1", project: Project.ID(name: "web")),
        SearchDocument(kind: .ticket, id: "T-2", project: Project.ID(name: "shop")),
        SearchDocument(kind: .memory, id: "memory/ada/a", agent: ada),
        SearchDocument(kind: .memory, id: "memory/bob/a", agent: bob),
        SearchDocument(kind: .knowledge, id: "knowledge/a"),
        SearchDocument(kind: .run, id: "R-1", agent: ada), SearchDocument(kind: .run, id: "R-2", agent: bob),
        SearchDocument(kind: .run, id: "R-3", agent: eve),
    ]

    @Test(
        "who may find what",
        arguments: [
            (
                SearchScope.everything,
                ["T-1", "T-2", "memory/ada/a", "memory/bob/a", "knowledge/a", "R-1", "R-2", "R-3"]
            ),
            (SearchScope(of: agent(ada), chart), ["T-1", "T-2", "memory/ada/a", "knowledge/a", "R-1", "R-2"]),
            (
                SearchScope(of: agent(ada, projects: ["web"]), chart),
                ["T-1", "memory/ada/a", "knowledge/a", "R-1", "R-2"]
            ),
            (SearchScope(of: agent(bob), chart), ["T-1", "T-2", "memory/bob/a", "knowledge/a", "R-2"]),
            (SearchScope(of: agent(eve, projects: ["shop"]), chart), ["T-2", "knowledge/a", "R-3"]),
            (SearchScope(of: agent(eve), Chart(managers: [:])), ["T-1", "T-2", "knowledge/a", "R-3"]),
        ])
    func scope(_ scope: SearchScope, _ expected: [String]) {
        #expect(Self.documents.filter(scope.admits).map(\.id) == expected)
    }

    @Test(
        "words are taken out of anything",
        arguments: [
            ("", []), (" \n\t", []), ("\"'()*^:-+", []), ("NEAR(a b)", ["NEAR", "a", "b"]),
            ("title:x OR \"y", ["title", "x", "OR", "y"]), ("Ünïcode café", ["Ünïcode", "café"]),
            ("a\u{0}b", ["a", "b"]), ("twice twice", ["twice"]), ("資料 T-12", ["資料", "T", "12"]),
        ])
    func words(_ text: String, _ expected: [String]) {
        #expect(SearchWords(text).words == expected)
    }

    @Test("a huge text has few words")
    func huge() {
        let words = SearchWords((0..<100_000).map { "w\($0)" }.joined(separator: " ")).words
        #expect(words.count == 16)
        #expect(SearchWords(String(repeating: "x", count: 1 << 20)).words == [String(repeating: "x", count: 2000)])
    }

    @Test("the index is brought in line once: afterwards there is nothing to do")
    func reconcile() {
        let (same, new, changed, gone) = ("same", "new", "changed", "gone")
        func note(_ name: String) -> Note.ID { Note.ID(owner: Self.ada, name: name) }
        var snapshot = SearchSnapshot(
            present: [note(same): "1", note(new): "1", note(changed): "2"],
            indexed: [note(same): "1", note(changed): "1", note(gone): "1"],
            ended: [Run.ID(number: 2), Run.ID(number: 1)])
        #expect(
            reconcileSearch(snapshot) == [
                .removeNote(note(gone)), .indexNote(note(changed)), .indexNote(note(new)),
                .indexRun(Run.ID(number: 1)), .indexRun(Run.ID(number: 2)),
            ])
        snapshot.indexed = snapshot.present
        snapshot.ended = []
        #expect(reconcileSearch(snapshot).isEmpty)
    }

    @Test(
        "names of notes are read as they are written, and nothing else is one",
        arguments: ["memory/ada/testing", "knowledge/build notes", "knowledge/資料"])
    func names(_ text: String) throws {
        #expect(try #require(Note.ID(text)).description == text)
    }

    @Test(
        "what leads elsewhere is no note",
        arguments: [
            "", "memory", "memory/ada", "memory/../x", "memory/Ada/x", "knowledge/", "knowledge/.x", "knowledge/a/b",
            "knowledge/a\u{0}b", "memory/ada/..", "T-1", "knowledge/" + String(repeating: "a", count: 121),
        ])
    func noNames(_ text: String) {
        #expect(Note.ID(text) == nil)
    }
}
