import Glibc
import NIOCore
import NIOPosix
import Testing

/// A request as it goes over the wire, so that tests can send what no client would.
struct RawRequest: Sendable {
    var method = "GET"
    var target: String
    /// Complete lines; `Host` is added when there is none, `Connection: close` unless `keepsOpen`.
    var headers: [String] = []
    var body: [UInt8]?
    var keepsOpen = false

    func bytes(port: Int) -> [UInt8] {
        var lines = ["\(method) \(target) HTTP/1.1"] + headers
        if !headers.contains(where: { $0.lowercased().hasPrefix("host:") }) { lines.append("Host: 127.0.0.1:\(port)") }
        if !keepsOpen { lines.append("Connection: close") }
        if let body { lines.append("Content-Length: \(body.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }
}

/// An answer, taken apart.
struct RawAnswer: Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: String

    init(_ text: String) {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\r\n")
        status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first.flatMap { Int($0) } } ?? 0
        let fields = lines.dropFirst().map { $0.split(separator: ":", maxSplits: 1) }.filter { $0.count == 2 }
        headers = Dictionary(fields.map { ($0[0].lowercased(), $0[1].trimmingPrefix(" ").description) }) {
            "\($0), \($1)"
        }
        body = parts.count > 1 ? String(parts[1]) : ""
    }
}

/// A client that sends and reads plain bytes.
struct RawClient: Sendable {
    let port: Int

    /// Sends a request and reads until the server closes, or of an event stream the head.
    func answer(_ request: RawRequest) async throws -> RawAnswer {
        RawAnswer(
            try await exchange(request.bytes(port: port)) { text in
                text.contains("text/event-stream") && text.contains("\r\n\r\n")
            })
    }

    /// Sends `bytes` and reads until `isEnough` or until the server closes.
    func exchange(_ bytes: [UInt8], until isEnough: @Sendable (String) -> Bool = { _ in false }) async throws -> String
    {
        let channel = try await connect()
        return try await channel.executeThenClose { inbound, outbound in
            // A server that refuses may close before it has read all.
            try? await outbound.write(ByteBuffer(bytes: bytes))
            var text = ""
            do {
                for try await part in inbound {
                    text += String(buffer: part)
                    if isEnough(text) { break }
                }
            } catch let error as IOError where text.isEmpty {
                throw error
            } catch is IOError {
                return text
            }
            return text
        }
    }

    /// Sends a request and never reads; returns when `body` does.
    func deaf(_ request: RawRequest, _ body: () async throws -> Void) async throws {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelOption(.socketOption(.so_rcvbuf), value: 4096)
            .connect(host: "127.0.0.1", port: port).get()
        try await channel.writeAndFlush(ByteBuffer(bytes: request.bytes(port: port)))
        do { try await body() } catch {
            try await channel.close()
            throw error
        }
        // The server may have closed it already.
        try? await channel.close()
    }

    /// Returns when the kernel holds bytes for a client that does not read, and no more come.
    func untilStuck() async throws {
        var seen = (bytes: 0, times: 0)
        try await eventually("a client is stuck") {
            let bytes = try unsentBytes()
            seen = bytes == seen.bytes ? (bytes, seen.times + 1) : (bytes, 0)
            return bytes > 1 << 16 && seen.times > 5
        }
    }

    /// The send queues of the server's connections, from `/proc/net/tcp` (proc(5)).
    private func unsentBytes() throws -> Int {
        // Read piece by piece: files of /proc have no size.
        let descriptor = open("/proc/net/tcp", O_RDONLY)
        defer { close(descriptor) }
        var table: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &piece, piece.count), count > 0 { table += piece[..<count] }
        let mine = String(decoding: table, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
            .filter { $0.count > 4 && $0[1].hasSuffix(":" + String(port, radix: 16).uppercased()) }
        return mine.reduce(0) { $0 + (Int($1[4].prefix { $0 != ":" }, radix: 16) ?? 0) }
    }

    func connect() async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture { try NIOAsyncChannel(wrappingChannelSynchronously: channel) }
            }
    }
}
