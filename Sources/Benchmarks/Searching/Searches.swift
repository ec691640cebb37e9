import Domain
import Storage
import StorageSQLite

/// Words on a large board: in one ticket, in a tenth of all, in every one, in none; and the index made anew.
func measureSearch(_ bench: Bench) async throws {
    let folder = try bench.scratch.folder("search")
    try await bench.seeds.copy(tickets: bench.large, to: folder)
    let store = try await SQLiteStore(path: "\(folder)/skein.db")
    let agent = SearchScope.agent(
        Agent.ID(name: "a1"), projects: [Project.ID(name: "p1"), Project.ID(name: "p2")], runsOf: [])
    let searches: [(what: String, words: String, scope: SearchScope)] = [
        ("a word of one ticket", "\(bench.large / 2 + 1)", .everything),
        ("the beginning of many words", "ticket \(bench.large / 10_000)", .everything),
        ("a word of every ticket", "words", .everything),
        ("a word of every ticket, as an agent", "words", agent),
        ("a word of none", "nowhere", .everything),
    ]
    for search in searches {
        var samples = Samples()
        for _ in 0..<bench.count(100, quick: 3) {
            try await samples.time {
                _ = try await store.read { try $0.search(Search(SearchWords(search.words), in: search.scope)) }
            }
        }
        try Figure("search for \(search.what), \(bench.large) tickets", unit: "ms", samples).print()
    }
    var rebuilt = Samples()
    for _ in 0..<bench.count(3, quick: 1) {
        try await rebuilt.time { try await store.write { try $0.rebuildSearch() } }
    }
    try Figure("index made anew, \(bench.large) tickets", unit: "ms", rebuilt).print()
    let bytes = try await store.read { transaction in
        try transaction.rows("SELECT sum(length(block)) FROM search_text_data", []).first?.integer(0) ?? 0
    }
    try Figure(
        "index without the texts, \(bench.large) tickets", unit: "MiB", value: Double(bytes) / 1_048_576, samples: 1
    ).print()
    try store.close()
}
