import Foundation
import Wire

/// The client of Skein's own API: typed calls over one HTTP/1.1 connection a call.
public struct Client: Sendable {
    private let address: Address
    private let token: String
    private var patience: Patience

    /// - Parameter address: where the server listens, such as `http://127.0.0.1:7420`.
    public init(address: Address, token: String, patience: Patience = Patience()) {
        self.address = address
        self.token = token
        self.patience = patience
    }

    /// The same client, with another limit on the time that an answer takes.
    public func waiting(_ answer: Duration) -> Client {
        var client = self
        client.patience.answer = answer
        return client
    }

    /// What a server answered that is no success.
    public struct Refusal: Error, Sendable, CustomStringConvertible {
        public let problem: ProblemBody
        public var description: String { problem.detail }
    }

    public func get<Body: Decodable>(_ path: String, _ query: [String: String] = [:]) async throws -> Body {
        try await call("GET", path, query: query, body: nil)
    }

    public func post<Body: Decodable>(_ path: String, _ body: some Encodable) async throws -> Body {
        try await call("POST", path, query: [:], body: try JSONEncoder().encode(body))
    }

    public func patch<Body: Decodable>(_ path: String, _ body: some Encodable) async throws -> Body {
        try await call("PATCH", path, query: [:], body: try JSONEncoder().encode(body))
    }

    /// A call whose answer has no body.
    public func post(_ path: String, _ body: some Encodable) async throws {
        _ = try await answer("POST", path, query: [:], body: try JSONEncoder().encode(body))
    }

    /// Server-sent events until the server or the caller ends the stream. A connection that has gone silent is made
    /// anew, after the last event; one that never said anything is an error.
    ///
    /// At most 10,000 events wait for a reader; one that falls further behind gets an error, never a gap.
    public func events(after revision: Int64) -> AsyncThrowingStream<ServerEvent, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingOldest(10_000)) { continuation in
            let task = Task {
                var last = "\(revision)"
                do {
                    while try await follow(after: &last, continuation) {}
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Hands on what one connection brings. True when it fell silent, so that the next one goes on after `last`.
    private func follow(
        after last: inout String, _ continuation: AsyncThrowingStream<ServerEvent, any Error>.Continuation
    ) async throws -> Bool {
        let request = request("GET", "/api/v1/events", query: ["after": last], body: nil)
        var parser = EventParser()
        var hasBegun = false
        do {
            let refusal = try await Exchange.stream(request, at: address) { bytes in
                hasBegun = true
                for event in try parser.feed(bytes) {
                    last = event.id ?? last
                    if case .dropped = continuation.yield(event) {
                        throw Unreachable("the reader of the events of \(address) is 10,000 events behind.")
                    }
                }
            }
            if let refusal { throw failure(refusal) }
            return false
        } catch is OutOfPatience {
            if hasBegun { return true }
            throw Unreachable(
                "\(address) takes connections and has said nothing for \(patience.silence.seconds): it is stopped or "
                    + "overloaded. Look at where `skein up` runs.")
        }
    }

    private func call<Body: Decodable>(
        _ method: String, _ path: String, query: [String: String], body: Data?
    ) async throws -> Body {
        let data = try await answer(method, path, query: query, body: body)
        do {
            return try JSONDecoder().decode(Body.self, from: data)
        } catch {
            throw Unreachable("\(address) answered with something else than \(Body.self): is it a skein server?")
        }
    }

    private func answer(_ method: String, _ path: String, query: [String: String], body: Data?) async throws -> Data {
        let answer = try await Exchange.once(request(method, path, query: query, body: body), at: address)
        if (200..<300).contains(answer.status) { return answer.body }
        throw failure(answer)
    }

    /// What an answer that is no success says.
    private func failure(_ answer: Exchange.Answer) -> any Error {
        if let problem = try? JSONDecoder().decode(ProblemBody.self, from: answer.body) {  // else no server of ours
            return Refusal(problem: problem)
        }
        return Unreachable("\(address) answered with status \(answer.status): is it a skein server?")
    }

    private func request(_ method: String, _ path: String, query: [String: String], body: Data?) -> OutgoingRequest {
        let pairs = query.sorted { $0.key < $1.key }.map { "\(Self.escape($0.key))=\(Self.escape($0.value))" }
        let target = pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
        return OutgoingRequest(method: method, target: target, token: token, body: body, patience: patience)
    }

    private static func escape(_ text: String) -> String {
        let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
}

/// Where a server listens.
public struct Address: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    public var description: String { "http://\(authority)" }

    /// As in a URL: an IPv6 address stands in brackets.
    var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// No answer came.
public struct Unreachable: Error, Sendable, CustomStringConvertible {
    public let description: String
    /// Whether nothing was asked either, so that asking again does nothing twice.
    public let wasNotSent: Bool

    init(_ sentence: String, wasNotSent: Bool = false) {
        description = sentence
        self.wasNotSent = wasNotSent
    }
}

/// One server-sent event.
public struct ServerEvent: Hashable, Sendable {
    public var id: String?
    public var name: String
    public var data: String
}
