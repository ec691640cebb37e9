import Domain
import Foundation
import Hummingbird
import Orchestration
import Storage
import Wire

extension API {
    var runRoutes: [Route] {
        [
            Route(.get, "/api/v1/runs", listRuns),
            Route(.get, "/api/v1/runs/{id}", showRun),
            Route(.get, "/api/v1/runs/{id}/log", readLog),
            Route(.get, "/api/v1/queue", showQueue),
        ]
    }

    @Sendable func listRuns(_ request: Request, _ context: ClientContext) async throws -> Response {
        let limit = try request.number("limit", default: 100, in: 1...1000)
        let before: Run.ID? = try request.text("after").map { try identifier($0, "after") }
        let isLive = try request.flag("live")
        let page = try await engine.store.read { transaction in
            let runs = isLive ? try transaction.liveRuns() : try transaction.runs(before: before, limit: limit)
            return try runs.map { RunBody($0, title: try transaction.title(of: $0.ticket)) }
        }
        return .json(PageBody(items: page, next: !isLive && page.count == limit ? page.last?.id : nil))
    }

    @Sendable func showRun(_ request: Request, _ context: ClientContext) async throws -> Response {
        try await run(try context.id(Run.ID.self))
    }

    func run(_ id: Run.ID) async throws -> Response {
        .json(
            try await engine.store.read { transaction in
                guard let run = try transaction.run(id) else { throw Rejection.unknown(id) }
                return RunBody(run, title: try transaction.title(of: run.ticket))
            })
    }

    @Sendable func readLog(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try context.id(Run.ID.self)
        guard let stream = LogStream(rawValue: request.text("stream") ?? "stdout") else {
            throw Problem(.badRequest, code: "bad_parameter", "`stream` may be stdout, stderr or events.")
        }
        let offset = Int64(try request.number("offset", default: 0, in: -(1 << 40)...(1 << 40)))
        let limit = try request.number("limit", default: 65536, in: 1...1_048_576)
        // Looked up before the log is read: an ended run writes nothing more.
        let (isLive, endedAt, retention) = try await engine.store.read { transaction in
            guard let run = try transaction.run(id) else { throw Rejection.unknown(id) }
            return (run.state.isLive, run.endedAt, try transaction.workspace().settings.retention)
        }
        if let endedAt, endedAt + retention.removeRunsAfter <= engine.clock.now, !hasFolder(id) {
            throw Problem(
                .gone, code: "log_removed",
                "The logs of \(id) are not kept any more: it ended longer ago than `retention.removeRunsAfter` says.")
        }
        let piece = try output.read(id, stream, from: offset, limit: limit)
        return .json(
            LogBody(
                run: id.description, stream: stream.rawValue, offset: piece.start, next: piece.next, text: piece.text,
                isComplete: !isLive && !piece.hasMore))
    }

    private func hasFolder(_ run: Run.ID) -> Bool {
        let places = Places(state: engine.stateFolder, run: run, ticket: Ticket.ID(number: 0))
        return FileManager.default.fileExists(atPath: places.runFolder)
    }

    @Sendable func showQueue(_ request: Request, _ context: ClientContext) async throws -> Response {
        let changes = try await engine.store.read { try $0.queueBodies(limit: 1000, ended: 20) }
        return .json(PageBody(items: changes, next: nil))
    }
}

extension Transaction {
    func title(of ticket: Ticket.ID) throws -> String {
        try self.ticket(ticket)?.content.title ?? ""
    }

    /// Up to `limit` changes of the queue in landing order, held ones, then the latest that ended.
    func queueBodies(limit: Int, ended: Int) throws -> [ChangeBody] {
        try (queue().prefix(limit) + heldChanges().prefix(limit) + endedChanges(limit: ended)).map { change in
            try body(change, title: try title(of: change.ticket))
        }
    }

    func body(_ change: Change, title: String) throws -> ChangeBody {
        ChangeBody(
            change, title: title, agent: try run(change.run)?.agent, gates: try gateResults(of: change.id))
    }
}
