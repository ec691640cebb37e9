import APIClient
import Foundation
import Glibc
import Wire

/// Shows tickets at work until each is done, cancelled, or needs a person.
struct Watcher: Sendable {
    let client: Client
    let tickets: [String]
    /// Standard output is for the result alone: what happens is told on standard error.
    var json = false

    /// The server went away while it was watched.
    struct ServerEnded: Error {}

    /// Returns the tickets as they stand when nothing more happens by itself.
    ///
    /// - Parameter revision: where the journal is read from, so that nothing since is missed.
    func untilSettled(after revision: Int64) async throws -> [TicketDetailBody] {
        let isTerminal = isatty(STDOUT_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
        let screen = Screen(isLive: !json && isTerminal, isBeside: json)
        return try await withThrowingTaskGroup(of: [TicketDetailBody]?.self) { group in
            group.addTask {
                do {
                    return try await follow(after: revision, screen)
                } catch is Unreachable {
                    throw ServerEnded()
                }
            }
            if screen.isLive {
                group.addTask {
                    while !Task.isCancelled {
                        screen.show(try await client.get("/api/v1/board", ["limit": "1"]))
                        try await Task.sleep(for: .milliseconds(400))
                    }
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result {
                    screen.clear()
                    return result
                }
            }
            throw CancellationError()
        }
    }

    private func follow(after revision: Int64, _ screen: Screen) async throws -> [TicketDetailBody] {
        let narrator = Narrator()
        var told: [String] = []
        if let settled = try await settled() { return settled }
        for try await event in client.events(after: revision) where event.name == "journal" {
            let entry = try JSONDecoder().decode(JournalBody.self, from: Data(event.data.utf8))
            if let line = narrator.line(entry) { screen.add(line) }
            if let settled = try await settled(after: entry) { return settled }
            if let line = try await obstacles(after: entry, told: &told) { screen.add(line) }
        }
        throw ServerEnded()
    }

    /// What a single ticket waits for, when that is not what `told` has already; many would drown the rest.
    ///
    /// - Parameter told: the codes of what was said last.
    private func obstacles(after entry: JournalBody, told: inout [String]) async throws -> String? {
        guard tickets.count == 1, entry.noun != "change" else { return nil }
        let why: WhyBody = try await client.get("/api/v1/tickets/\(tickets[0])/why")
        // The other reasons are told by the journal itself.
        let isNews = { (code: String) in !["starting", "parked", "came_back"].contains(code) }
        let found = why.state == "todo" ? why.reasons.filter { isNews($0.code) } : []
        let codes = found.map(\.code)
        defer { told = codes }
        if codes.isEmpty || codes == told { return nil }
        let sentences = found.map(\.sentence).joined(separator: " ")
        return "\(Text.time(entry.at).suffix(8))  \(why.ticket) waits: \(Text.plain(sentences))"
    }

    private func settled(after entry: JournalBody) async throws -> [TicketDetailBody]? {
        let decisive = ["done", "cancelled", "blocked", "held"]
        return decisive.contains(entry.name) ? try await settled() : nil
    }

    /// All tickets, when none of them moves any more; nil while one does.
    private func settled() async throws -> [TicketDetailBody]? {
        var found: [TicketDetailBody] = []
        for ticket in tickets {
            let detail: TicketDetailBody = try await client.get("/api/v1/tickets/\(ticket)")
            guard detail.isSettled else { return nil }
            found.append(detail)
        }
        return found
    }
}

extension TicketDetailBody {
    /// Whether nothing more happens until a person acts.
    var isSettled: Bool {
        switch ticket.state {
        case "done", "cancelled", "blocked": true
        case "merging": changes.last?.state == "held"
        default: false
        }
    }
}
