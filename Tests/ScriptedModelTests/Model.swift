import NIOCore
import NIOPosix
import ScriptedModel
import Testing
import Wire

/// A scripted model that serves while a test runs, and a client of it.
struct Model: Sendable {
    let port: Int

    /// What `body` returns, which runs while the model serves.
    static func serving<Result: Sendable>(
        _ body: @escaping @Sendable (Model) async throws -> Result
    ) async throws -> Result {
        let (addresses, listening) = AsyncStream<String>.makeStream()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { listening.finish() }
                try await ModelServer().run { listening.yield($0) }
            }
            let address = await addresses.first { _ in true }
            let port = try #require(address?.split(separator: ":").last.flatMap { Int($0) })
            let result = try await body(Model(port: port))
            group.cancelAll()
            do { try await group.waitForAll() } catch is CancellationError {}
            return result
        }
    }

    func post(_ path: String, _ body: JSONValue, key: String = "fake") async throws -> Reply {
        try await send("POST \(path)", ["Authorization: Bearer \(key)"], body.line)
    }

    func get(_ path: String) async throws -> Reply { try await send("GET \(path)", [], []) }

    /// Sends a request and reads until the server closes.
    func send(_ target: String, _ headers: [String], _ body: [UInt8], host: String = "127.0.0.1") async throws -> Reply
    {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let lines =
            ["\(target) HTTP/1.1", "Host: model", "Connection: close", "Content-Length: \(body.count)"] + headers
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: lines.joined(separator: "\r\n") + "\r\n\r\n"))
            try await outbound.write(ByteBuffer(bytes: body))
            var bytes: [UInt8] = []
            do {
                for try await part in inbound { bytes += part.readableBytesView }
            } catch is IOError {
                // A dropped connection: what came before is the reply.
            }
            return Reply(bytes)
        }
    }
}

/// What came back for a request.
struct Reply: Sendable {
    /// 0 when nothing came.
    let status: Int
    /// Lines, as they came.
    let head: String
    let body: String
    /// Whether HTTP says that this is all.
    let isWhole: Bool

    init(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        head = String(parts[0]).lowercased()
        status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let rest = parts.count > 1 ? String(parts[1]) : ""
        let isChunked = head.contains("transfer-encoding: chunked")
        isWhole = !isChunked || rest.hasSuffix("0\r\n\r\n")
        body = isChunked ? Reply.joined(rest) : rest
    }

    /// A body without the sizes of its chunks (RFC 9112, section 7.1); those of the server hold no CR of their own.
    private static func joined(_ chunks: String) -> String {
        chunks.split(separator: "\r\n", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset.isMultiple(of: 2) == false }.map { String($0.element) }.joined()
    }

    var json: JSONValue { JSONValue(body.utf8) ?? .null }

    /// The bodies of server-sent events; nil for one that is no JSON.
    var events: [JSONValue?] {
        body.split(separator: "\n\n").compactMap { event in
            event.split(separator: "\n").first { $0.hasPrefix("data: ") }.map { JSONValue($0.dropFirst(6).utf8) }
        }
    }
}

extension Model {
    static let paths = ["/v1/messages", "/v1/chat/completions", "/v1/responses"]
}

/// A prompt with a script of turns.
func prompt(_ turns: String) -> String { "Please do this:\n```script\n\(turns)\n```\nThank you." }

/// A request of each API with one message of a user, and a shell to work with.
func request(_ path: String, _ text: String, isStreamed: Bool = true) -> JSONValue {
    let schema: JSONValue = ["properties": ["command": ["type": "string"]]]
    let message: JSONValue = ["role": "user", "content": .string(text)]
    let tool: JSONValue =
        switch path {
        case "/v1/messages": ["name": "Bash", "input_schema": schema]
        case "/v1/responses": ["type": "function", "name": "shell", "parameters": schema]
        default: ["type": "function", "function": ["name": "bash", "parameters": schema]]
        }
    return [
        "model": "m", "stream": .bool(isStreamed), "tools": [tool],
        path == "/v1/responses" ? "input" : "messages": [message],
    ]
}
