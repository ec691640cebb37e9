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
    let patience: Patience
}

/// One request and its answer on a connection of its own.
///
/// Written on NIO's HTTP/1.1 codec because the packaged clients bring TLS, and with it four CPU-minutes of C++,
/// into a build that talks to loopback (ADR 0004).
enum Exchange {
    struct Answer: Sendable {
        var status: Int
        var body: Data

        mutating func take(_ part: HTTPClientResponsePart, from address: Address) throws {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let buffer):
                body.append(contentsOf: buffer.readableBytesView)
                if body.count > 64 << 20 { throw Unreachable("the answer of \(address) is longer than 64 MiB.") }
            case .end: break
            }
        }
    }

    /// Sends `request` and collects the answer, at most 64 MiB of it.
    static func once(_ request: OutgoingRequest, at address: Address) async throws -> Answer {
        var answer = Answer(status: 0, body: Data())
        do {
            try await perform(request, at: address, .whole(request.patience.answer)) { part in
                try answer.take(part, from: address)
            }
        } catch is OutOfPatience {
            let effect = request.method == "GET" ? "" : " Look whether the request took effect before you repeat it."
            throw Unreachable(
                "\(address) has not answered for \(request.patience.answer.seconds): it is stopped or overloaded. "
                    + "Look at where `skein up` runs, and start it again if it does not go on.\(effect)")
        }
        return answer
    }

    /// Sends `request` and hands on the answer's bytes as they come.
    ///
    /// - Returns: the whole answer when it is no success; else nil, when the server has ended it.
    /// - Throws: `OutOfPatience` when nothing has come for a while.
    static func stream(
        _ request: OutgoingRequest, at address: Address, _ receive: (ByteBufferView) throws -> Void
    ) async throws -> Answer? {
        var answer = Answer(status: 0, body: Data())
        try await perform(request, at: address, .silence(request.patience.silence)) { part in
            if case .body(let buffer) = part, answer.status == 200 {
                try receive(buffer.readableBytesView)
            } else {
                try answer.take(part, from: address)
            }
        }
        return answer.status == 200 ? nil : answer
    }

    private static func perform(
        _ request: OutgoingRequest, at address: Address, _ limit: Limit,
        _ receive: (HTTPClientResponsePart) throws -> Void
    ) async throws {
        let channel = try await connect(to: address, limit)
        do {
            try await channel.executeThenClose { inbound, outbound in
                do {
                    try await outbound.write(.head(head(of: request, at: address)))
                    if let body = request.body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
                    try await outbound.write(.end(nil))
                } catch is ChannelError {
                    // A server that refuses may answer and close before it has read everything: the answer counts.
                }
                for try await part in inbound {
                    if case .end = part { return }
                    try receive(part)
                }
                try Task.checkCancellation()
                throw Unreachable("\(address) closed the connection in the middle of its answer.")
            }
        } catch let error as ChannelError {
            throw Unreachable("the connection to \(address) broke: \(error)")
        } catch let error as IOError {
            throw Unreachable("the connection to \(address) broke: \(error)")
        } catch let error as HTTPParserError {
            throw Unreachable("\(address) does not speak HTTP: is it a skein server? (\(error))")
        }
    }

    private static func connect(
        to address: Address, _ limit: Limit
    ) async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Watchdog(limit))
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw Unreachable("no server answers at \(address): start one with `skein up`.", wasNotSent: true)
        }
    }

    private static func head(of request: OutgoingRequest, at address: Address) -> HTTPRequestHead {
        var headers: HTTPHeaders = [
            "Host": address.authority, "Authorization": "Bearer \(request.token)",
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

extension Duration {
    /// For people: `60 s`.
    var seconds: String { "\(components.seconds) s" }
}
