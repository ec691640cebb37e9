import Domain
import Foundation
import Hummingbird
import NIOCore
import Orchestration
import ServiceLifecycle
import Synchronization
import Wire

extension API {
    /// Server-sent events: the journal from where the client left off, and hints of what live runs write.
    @Sendable func followEvents(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let last = request.headers[.lastEventID] ?? request.text("after")
        let head = try await engine.store.read { try $0.revision() }
        let position = last.map { Int64($0) ?? head } ?? head
        guard (0...head).contains(position) else {
            throw Problem(
                .badRequest, code: "bad_parameter", "There is no journal entry \(position) yet: the last is \(head).")
        }
        let stream = EventStream(api: self, position: position)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await stream.write(to: &writer)
                } onInboundClosed: {
                    stream.end()
                }
                try await writer.finish(nil)
            })
    }
}

/// One client's stream: signals are raised by feeds and a clock, and written by one loop, at the client's pace.
final class EventStream: Sendable {
    private struct Signals {
        var journal = true
        var output = false
        var keepAlive = false
        var configuration = false
    }

    private let api: API
    private let position: Int64
    private let signals = Mutex(Signals())
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    init(api: API, position: Int64) {
        self.api = api
        self.position = position
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func end() { wakeup.finish() }

    func write(to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        let output = api.outputFeed.follow()
        let journal = api.engine.feed.wakeups()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen(journal: journal, output: output.signals) }
            defer { group.cancelAll() }
            try await withGracefulShutdownHandler {
                try await pump(take: output.take, to: &writer)
            } onGracefulShutdown: {
                self.end()
            }
        }
    }

    private func listen(journal: AsyncStream<Void>, output: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in journal { self.raise { $0.journal = true } } }
            group.addTask { for await _ in output { self.raise { $0.output = true } } }
            group.addTask {
                while !Task.isCancelled {
                    do { try await Task.sleep(for: .seconds(15)) } catch { return }
                    self.raise { $0.keepAlive = true }
                }
            }
        }
    }

    private func raise(_ set: (inout Signals) -> Void) {
        signals.withLock { set(&$0) }
        wakeup.yield()
    }

    private func pump(take: @Sendable () -> Set<Run.ID>, to writer: inout any ResponseBodyWriter) async throws {
        var position = position
        var error: String?
        wakeup.yield()
        for await _ in wakeups {
            let raised = signals.withLock { signals in
                defer { signals = Signals(journal: false) }
                return signals
            }
            if raised.journal { position = try await writeJournal(after: position, to: &writer) }
            if api.configuration.error != error {
                error = api.configuration.error
                try await writer.write(event("configuration", ConfigurationErrorBody(error: error)))
            }
            if raised.output { try await writeOutput(take(), to: &writer) }
            if raised.keepAlive { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
        }
    }

    private func writeJournal(after start: Int64, to writer: inout any ResponseBodyWriter) async throws -> Int64 {
        var position = start
        while true {
            let entries = try await api.engine.feed.entries(after: position)
            guard let last = entries.last else { return position }
            var buffer = ByteBuffer()
            for entry in entries {
                buffer.writeImmutableBuffer(try event("journal", JournalBody(entry), id: entry.position))
            }
            try await writer.write(buffer)
            position = last.position
        }
    }

    private func writeOutput(_ runs: Set<Run.ID>, to writer: inout any ResponseBodyWriter) async throws {
        for run in runs.sorted() {
            let lines = api.output.lastLines(run, count: 5)
            try await writer.write(event("output", OutputBody(run: run.description, lines: lines)))
        }
        // A talkative agent costs each client at most five updates a second.
        try await Task.sleep(for: .milliseconds(200))
    }

    private func event(_ name: String, _ body: some Encodable, id: Int64? = nil) throws -> ByteBuffer {
        let data = String(decoding: try JSONEncoder().encode(body), as: UTF8.self)
        return ByteBuffer(string: "\(id.map { "id: \($0)\n" } ?? "")event: \(name)\ndata: \(data)\n\n")
    }
}
