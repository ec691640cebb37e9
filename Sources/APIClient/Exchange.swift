import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// What is sent.
struct OutgoingRequest: Sendable {
    let method: String
    let target: String
    let token: String
    let body: Data?
}

/// One request and its answer on a connection of its own.
///
/// Written on NIO's HTTP/1.1 codec because the packaged clients bring TLS, and with it four CPU-minutes of C++,
/// into a build that talks to loopback (ADR 0004).
enum Exchange {
    struct Answer: Sendable {
        let status: Int
        let body: Data
    }

    /// Sends `request` and collects the answer, at most 64 MiB of it.
    static func once(_ request: OutgoingRequest, at address: Address) async throws -> Answer {
        var status = 0
        var body = Data()
        try await perform(request, at: address) { part in
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let buffer):
                if body.count + buffer.readableBytes > 64 << 20 {
                    throw Unreachable("the answer of \(address) is too long")
                }
                body.append(contentsOf: buffer.readableBytesView)
            case .end: return false
            }
            return true
        }
        return Answer(status: status, body: body)
    }

    /// Sends `request` and hands on the answer's bytes as they come.
    static func stream(
        _ request: OutgoingRequest, at address: Address, _ receive: (ByteBufferView) -> Void
    ) async throws {
        try await perform(request, at: address) { part in
            switch part {
            case .head(let head):
                if head.status != .ok { throw Unreachable("\(address) answered with status \(head.status.code)") }
            case .body(let buffer): receive(buffer.readableBytesView)
            case .end: return false
            }
            return true
        }
    }

    private static func perform(
        _ request: OutgoingRequest, at address: Address, _ receive: (HTTPClientResponsePart) throws -> Bool
    ) async throws {
        let channel = try await connect(to: address)
        try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(.head(head(of: request, at: address)))
            if let body = request.body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
            try await outbound.write(.end(nil))
            for try await part in inbound {
                if try !receive(part) { return }
            }
            throw Unreachable("\(address) closed the connection in the middle of its answer")
        }
    }

    private static func connect(
        to address: Address
    ) async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw Unreachable("no server answers at \(address): start one with `skein up`.")
        }
    }

    private static func head(of request: OutgoingRequest, at address: Address) -> HTTPRequestHead {
        var headers: HTTPHeaders = [
            "Host": "\(address.host):\(address.port)", "Authorization": "Bearer \(request.token)",
            "Connection": "close",
        ]
        if let body = request.body {
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: "\(body.count)")
        }
        return HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target, headers: headers)
    }
}
