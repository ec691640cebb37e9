import NIOCore
import NIOPosix
import Synchronization
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

    private func impatient(_ port: Int) -> Client {
        Client(
            address: Address(host: "127.0.0.1", port: port), token: Self.token,
            patience: Patience(answer: .milliseconds(300), silence: .milliseconds(300)))
    }

    /// The connections of a client, each answered with the next of `answers` and then left open.
    private func againstSilence<Result: Sendable>(
        after answers: [String], _ body: @Sendable (Client) async throws -> Result
    ) async throws -> (result: Result, requests: [String]) {
        let script = Script(answers)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in channel.pipeline.addHandler(Sphinx(script)) }
            .bind(host: "127.0.0.1", port: 0).get()
        let result = try await body(impatient(server.localAddress?.port ?? 0))
        try await server.close()
        return (result, script.requests)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\""])
    func aServerThatDoesNotFinishItsAnswerIsSaid(answer: String) async throws {
        let asked = try await againstSilence(after: [answer]) { client in
            await #expect(throws: Unreachable.self) { let _: LoginCodeBody = try await client.get("/api/v1/anything") }
        }
        let sentence = try #require(asked.result?.description)
        #expect(
            sentence.contains("has not answered for 0 s: it is stopped or overloaded. Look at where `skein up` runs"))
        #expect(!sentence.contains("took effect"))
        let told = try await againstSilence(after: [answer]) { client in
            await #expect(throws: Unreachable.self) { try await client.post("/api/v1/freeze", FreezeBody()) }
        }
        #expect(told.result?.description.contains("Look whether the request took effect before you repeat it.") == true)
    }

    @Test func aSilentStreamGoesOnAfterItsLastEvent() async throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let found = try await againstSilence(after: [
            head + "f\r\nid: 7\ndata: a\n\n\r\n", head + "6\r\n: on\n\n\r\n",
            head + "f\r\nid: 8\ndata: b\n\n\r\n0\r\n\r\n",
        ]) { client in
            var events: [String] = []
            for try await event in client.events(after: 3) { events.append(event.data) }
            return events
        }
        #expect(found.result == ["a", "b"])
        #expect(found.requests.map { $0.contains("after=7") } == [false, true, true])
        #expect(found.requests.first?.contains("after=3") == true)
    }

    @Test func keepAlivesKeepAStream() async throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let drops = Array(repeating: "6\r\n: on\n\n\r\n", count: 8)
        let script = Script([head])
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.pipeline.addHandler(Sphinx(script, drops: drops + ["9\r\ndata: x\n\n\r\n0\r\n\r\n"]))
            }
            .bind(host: "127.0.0.1", port: 0).get()
        var events: [String] = []
        for try await event in impatient(server.localAddress?.port ?? 0).events(after: 3) { events.append(event.data) }
        try await server.close()
        #expect(events == ["x"])
        #expect(script.requests.count == 1)
    }

    @Test func aStreamThatNeverBeginsIsAnError() async throws {
        let found = try await againstSilence(after: [""]) { client in
            await #expect(throws: Unreachable.self) { for try await _ in client.events(after: 3) {} }
        }
        #expect(found.result?.description.contains("takes connections and has said nothing for 0 s") == true)
        #expect(found.requests.count == 1)
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

/// What a server answers to each connection, and what it was asked.
private final class Script: Sendable {
    private let state: Mutex<(answers: [String], requests: [String])>

    init(_ answers: [String]) { state = Mutex((answers, [])) }

    var requests: [String] { state.withLock(\.requests) }

    func answer(_ request: String) -> String {
        state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? "" : state.answers.removeFirst()
        }
    }
}

/// Answers from its script and then says nothing more, or `drops`, one every 100 ms; never closes.
private final class Sphinx: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: Script
    private let drops: [String]

    init(_ script: Script, drops: [String] = []) {
        self.script = script
        self.drops = drops
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let request = String(buffer: unwrapInboundIn(data))
        guard request.hasPrefix("GET ") || request.hasPrefix("POST ") else { return }
        let answer = script.answer(request)
        if !answer.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil) }
        let channel = context.channel
        for (place, drop) in drops.enumerated() {
            context.eventLoop.scheduleTask(in: .milliseconds(100 * Int64(place + 1))) {
                channel.writeAndFlush(ByteBuffer(string: drop), promise: nil)
            }
        }
    }
}
