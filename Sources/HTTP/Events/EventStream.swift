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
    @Sendable func followEvents(_ request: Request, _ context: ClientContext) async throws -> Response {
        let last = request.headers[.lastEventID] ?? request.text("after") ?? ""
        let head = try await engine.store.read { try $0.revision() }
        guard let position = last.isEmpty ? head : Int64(last), (0...head).contains(position) else {
            throw Problem(
                .badRequest, code: "bad_parameter",
                "There is no journal entry \(last.prefix(40)) to go on after: the last is \(head).")
        }
        let stream = EventStream(api: self, position: position, channel: context.channel)
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
///
/// What waits for a slow client is one chunk and a set of signals; a client that takes nothing over three
/// keep-alives is disconnected, and goes on from its last event when it comes back.
final class EventStream: Sendable {
    private struct Signals {
        var journal = true
        var output = false
        var keepAlive = false
        /// Chunks that were begun; odd while one is being written.
        var progress = 0
        var hasEnded = false
    }

    private static let chunkSize = 64 << 10

    private let api: API
    private let position: Int64
    private let channel: any Channel
    private let signals = Mutex(Signals())
    private let wakeups: AsyncStream<Void>
    private let wakeup: AsyncStream<Void>.Continuation

    init(api: API, position: Int64, channel: any Channel) {
        self.api = api
        self.position = position
        self.channel = channel
        (wakeups, wakeup) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func end() {
        signals.withLock { $0.hasEnded = true }
        wakeup.finish()
    }

    func write(to writer: inout any ResponseBodyWriter) async throws {
        let output = api.outputFeed.follow()
        let journal = api.engine.feed.wakeups()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.listen(journal: journal, output: output.signals) }
            defer { group.cancelAll() }
            try await withGracefulShutdownHandler {
                try await send(ByteBuffer(string: "retry: 1000\n\n"), to: &writer)
                try await pump(take: output.take, to: &writer)
            } onGracefulShutdown: {
                self.leave()
            }
        }
    }

    /// Ends the stream; a client that does not take its last chunk is not waited for.
    private func leave() {
        end()
        channel.eventLoop.scheduleTask(in: .milliseconds(300)) { self.channel.close(promise: nil) }
    }

    private func listen(journal: AsyncStream<Void>, output: AsyncStream<Void>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in journal { self.raise { $0.journal = true } } }
            group.addTask { for await _ in output { self.raise { $0.output = true } } }
            group.addTask { await self.keepAlive() }
        }
    }

    private func keepAlive() async {
        var seen = 0
        var stalled = 0
        while !Task.isCancelled {
            do { try await Task.sleep(for: api.keepAlive) } catch { return }
            let progress = signals.withLock { $0.progress }
            stalled = !progress.isMultiple(of: 2) && progress == seen ? stalled + 1 : 0
            if stalled == 2 { return channel.close(promise: nil) }
            seen = progress
            raise { $0.keepAlive = true }
        }
    }

    private func raise(_ set: (inout Signals) -> Void) {
        signals.withLock { set(&$0) }
        wakeup.yield()
    }

    private func send(_ chunk: ByteBuffer, to writer: inout any ResponseBodyWriter) async throws {
        signals.withLock { $0.progress += 1 }
        try await writer.write(chunk)
        signals.withLock { $0.progress += 1 }
    }

    private func pump(take: @Sendable () -> Set<Run.ID>, to writer: inout any ResponseBodyWriter) async throws {
        var position = position
        var error: String?
        wakeup.yield()
        for await _ in wakeups {
            let raised = signals.withLock { signals in
                defer {
                    signals = Signals(journal: false, progress: signals.progress, hasEnded: signals.hasEnded)
                }
                return signals
            }
            if raised.journal { position = try await writeJournal(after: position, to: &writer) }
            if api.configuration.error != error {
                error = api.configuration.error
                try await send(event("configuration", ConfigurationErrorBody(error: error)), to: &writer)
            }
            if raised.output { try await writeOutput(take(), to: &writer) }
            if raised.keepAlive { try await send(ByteBuffer(string: ": still here\n\n"), to: &writer) }
        }
    }

    private func writeJournal(after start: Int64, to writer: inout any ResponseBodyWriter) async throws -> Int64 {
        var position = start
        while true {
            let entries = try await api.engine.feed.entries(after: position)
            guard let last = entries.last else { return position }
            var chunk = ByteBuffer()
            for entry in entries {
                if signals.withLock({ $0.hasEnded }) { return position }
                chunk.writeImmutableBuffer(try event("journal", JournalBody(entry), id: entry.position))
                if chunk.readableBytes < Self.chunkSize { continue }
                try await send(chunk, to: &writer)
                chunk.clear()
            }
            if chunk.readableBytes > 0 { try await send(chunk, to: &writer) }
            position = last.position
        }
    }

    private func writeOutput(_ runs: Set<Run.ID>, to writer: inout any ResponseBodyWriter) async throws {
        for run in runs.sorted() {
            let lines = api.output.lastLines(run, count: 5)
            try await send(event("output", OutputBody(run: run.description, lines: lines)), to: &writer)
        }
        // A talkative agent costs each client at most five updates a second.
        try await Task.sleep(for: .milliseconds(200))
    }

    private func event(_ name: String, _ body: some Encodable, id: Int64? = nil) throws -> ByteBuffer {
        let data = String(decoding: try Response.encoder.encode(body), as: UTF8.self)
        return ByteBuffer(string: "\(id.map { "id: \($0)\n" } ?? "")event: \(name)\ndata: \(data)\n\n")
    }
}
