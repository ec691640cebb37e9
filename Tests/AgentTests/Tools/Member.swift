import Foundation
import Testing
import Wire

/// An agent of a workspace that is served: a real program with a home of its own.
struct Member: Sendable {
    let name: String
    private let subject: Subject
    private let keys: String
    private let script: String

    /// - Parameters:
    ///   - keys: more lines of the front matter.
    ///   - script: what its model answers wherever a ticket brings no script of its own.
    init(_ name: String, _ subject: Subject, keys: String = "", script: String = "") {
        self.name = name
        self.subject = subject
        self.keys = keys
        self.script = script
    }

    /// `agents/NAME.md`, with what it finds `home` and the model by.
    func file(home: String, model: String) throws -> String {
        let environment = try subject.environment(home: home, model: model)
        let words = String(decoding: try JSONEncoder().encode(environment), as: UTF8.self)
        let command = try #require(subject.command).joined(separator: ", ")
        return """
            ---
            harness: \(subject.harness)
            command: [\(command)]
            permissions: edits
            \(keys)
            environment: \(words)
            \(subject.model.map { "model: \($0)\n" } ?? "")---
            \(script.isEmpty ? "" : "You are \(name).\n\n\(Place.fenced(script))\n")
            """
    }
}

extension ServedShop {
    /// Who ran on which ticket and when, the oldest first.
    func runs() async throws -> [ListedRun] {
        let output = try await skein("runs", "--json")
        let listed = try #require(JSONValue(output.utf8))
        let runs = (listed["items"]?.items ?? listed.items ?? []).compactMap(ListedRun.init)
        try #require(!runs.isEmpty, "\(listed)")
        return runs.sorted { $0.began < $1.began }
    }

    /// Waits until all of these are done. An agent had as many runs as it is named; the journal is whole.
    func waitUntilDone(_ tickets: [String], runs expected: [String]) async throws -> [ListedRun] {
        for ticket in tickets { _ = try await waitUntilDone(ticket) }
        let runs = try await runs()
        #expect(runs.map(\.agent).sorted() == expected.sorted(), "none runs without a cause")
        #expect(try await skein("journal", "--verify").contains("whole"))
        return runs
    }

    func onTarget(_ file: String) async throws -> String { try await git("show", "main:\(file)") }
}

/// A run, as `skein runs` lists it.
struct ListedRun: Sendable {
    let agent: String
    let ticket: String
    /// In milliseconds; a run that is at work ends never.
    let began: Int64
    let ended: Int64

    init?(_ body: JSONValue) {
        guard let agent = body["agent"]?.text, let ticket = body["ticket"]?.text,
            let began = body["startedAt"]?.count
        else { return nil }
        (self.agent, self.ticket, self.began) = (agent, ticket, began)
        ended = body["endedAt"]?.count ?? .max
    }
}
