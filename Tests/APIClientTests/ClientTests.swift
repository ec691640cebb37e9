import NIOCore
import NIOPosix
import Testing
import Wire

@testable import APIClient

@Suite("the client meets servers that misbehave", .timeLimit(.minutes(1))) struct ClientTests {
    private static let token = "the-token"

    /// Answers each connection with `answer`, byte for byte, then closes it; hands the request to `body`'s client.
    private func against<Result: Sendable>(
        _ answer: String, _ body: @Sendable (Client) async throws -> Result
    ) async throws -> Result {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in channel.pipeline.addHandler(Parrot(answer: answer)) }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await body(Client(address: Address(host: "127.0.0.1", port: port), token: Self.token)))
        } catch {
            result = .failure(error)
        }
        try await server.close()
        return try result.get()
    }

    private func failure(of answer: String) async throws -> any Error {
        try await against(answer) { client in
            do {
                let _: LoginCodeBody = try await client.get("/api/v1/anything")
                throw Surprise()
            } catch {
                return error
            }
        }
    }

    private struct Surprise: Error {}

    private func events(of answer: String) async throws -> (events: [ServerEvent], error: (any Error)?) {
        try await against(answer) { client in
            var events: [ServerEvent] = []
            do {
                for try await event in client.events(after: 0) { events.append(event) }
                return (events, nil)
            } catch {
                return (events, error)
            }
        }
    }

    @Test func aProblemBecomesARefusal() async throws {
        let body = #"{"type":"t","title":"Not Found","status":404,"detail":"There is no T-9.","code":"unknown_ticket"}"#
        let error = try await failure(
            of: "HTTP/1.1 404 Not Found\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        let refusal = try #require(error as? Client.Refusal)
        #expect(refusal.problem.code == "unknown_ticket")
        #expect("\(refusal)" == "There is no T-9.")
    }

    @Test func anotherServersErrorIsNoRefusal() async throws {
        let error = try await failure(of: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops")
        #expect("\(try #require(error as? Unreachable))".hasSuffix("status 502: is it a skein server?"))
    }

    @Test func anotherServersPageIsNoAnswer() async throws {
        let error = try await failure(of: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")
        #expect("\(try #require(error as? Unreachable))".contains("is it a skein server?"))
    }

    @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\"", "HTTP/1.1 200 OK\r\n", ""])
    func aServerThatClosesMidwayIsSaid(answer: String) async throws {
        let error = try await failure(of: answer)
        #expect("\(try #require(error as? Unreachable))".contains("127.0.0.1"))
    }

    @Test func aServerOfAnotherProtocolIsSaid() async throws {
        let error = try await failure(of: "220 mail.example ESMTP\r\n\r\n")
        #expect("\(try #require(error as? Unreachable))".contains("does not speak HTTP"))
    }

    @Test func nobodyThere() async throws {
        // A port that was free a moment ago.
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = server.localAddress?.port ?? 0
        try await server.close()
        let client = Client(address: Address(host: "127.0.0.1", port: port), token: Self.token)
        let error = await #expect(throws: Unreachable.self) {
            let _: LoginCodeBody = try await client.get("/api/v1/health")
        }
        #expect(error?.description == "no server answers at http://127.0.0.1:\(port): start one with `skein up`.")
        let stream = await #expect(throws: Unreachable.self) { for try await _ in client.events(after: 0) {} }
        #expect(stream?.description.contains("skein up") == true)
    }

    @Test func eventsUntilTheServerEndsThem() async throws {
        let found = try await events(
            of:
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "9\r\ndata: on\n\r\n3\r\n\nda\r\n9\r\nta: two\n\n\r\n0\r\n\r\n"
        )
        #expect(found.events.map(\.data) == ["on", "two"])
        #expect(found.error == nil)
    }

    @Test func eventsThatBreakOffAreAnError() async throws {
        let found = try await events(
            of: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: on\n\r\n2\r\n\n\n")
        #expect(found.error is Unreachable)
    }

    @Test func refusedEventsSayWhy() async throws {
        let body = #"{"type":"t","title":"Bad Request","status":400,"detail":"The last is 3.","code":"bad_parameter"}"#
        let found = try await events(
            of: "HTTP/1.1 400 Bad Request\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        #expect((found.error as? Client.Refusal)?.problem.detail == "The last is 3.")
    }

    @Test func addressesAreWrittenAsInURLs() {
        #expect("\(Address(host: "::1", port: 7420))" == "http://[::1]:7420")
        #expect("\(Address(host: "localhost", port: 1))" == "http://localhost:1")
    }
}

/// Writes its answer when the request has come, then closes.
private final class Parrot: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: String

    init(answer: String) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
        context.close(promise: nil)
    }
}
