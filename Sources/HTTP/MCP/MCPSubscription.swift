import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle
import Wire

/// A client that wants to hear of changes (`subscriptions/listen`). The tools never change, so what it hears is that it
/// was heard, that the server is still there, and the end.
struct MCPSubscription: Sendable {
    let id: JSONValue
    let acknowledgement: RPCMessage
    let keepAlive: Duration

    func response(_ request: Request) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store", .xAccelBuffering: "no"],
            body: ResponseBody { writer in
                let (ticks, tick) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await withGracefulShutdownHandler {
                        try await write(to: &writer, at: ticks, tick)
                    } onGracefulShutdown: {
                        tick.finish()
                    }
                } onInboundClosed: {
                    tick.finish()
                }
                try await writer.finish(nil)
            })
    }

    /// Writes until the ticks end.
    private func write(
        to writer: inout any ResponseBodyWriter, at ticks: AsyncStream<Void>, _ tick: AsyncStream<Void>.Continuation
    ) async throws {
        try await writer.write(event(acknowledgement))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [keepAlive] in
                while true {
                    try await Task.sleep(for: keepAlive)
                    tick.yield()
                }
            }
            defer { group.cancelAll() }
            for await _ in ticks { try await writer.write(ByteBuffer(string: ": still here\n\n")) }
        }
        try await writer.write(event(MCPServer.end(ofSubscription: id)))
    }

    private func event(_ message: RPCMessage) -> ByteBuffer {
        let line = String(decoding: message.value(versioned: true).line, as: UTF8.self)
        return ByteBuffer(string: "event: message\ndata: \(line)\n\n")
    }
}

extension HTTPField.Name {
    fileprivate static let xAccelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
