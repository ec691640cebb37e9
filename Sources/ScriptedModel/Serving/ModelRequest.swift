import HTTPTypes
import Hummingbird
import NIOCore
import Wire

/// One request of a model's answer.
struct ModelRequest<API: ModelAPI>: Sendable {
    let path: String
    let key: String
    let body: [UInt8]

    func answer(_ ledger: Ledger, _ connection: Connection) async throws -> Response {
        guard let value = JSONValue(body), value.members != nil else {
            return refusal(ledger, "The request's body is not a JSON object.")
        }
        let conversation = API.conversation(value)
        do throws(BadScript) {
            let position = try conversation.position()
            let fault = position.flatMap { ledger.nextFault(key: key, at: $0) }?.kind
            let turn = position?.next ?? .standard
            let answer = try Answer(turn, at: position?.turn ?? 0, in: conversation, requestLength: body.count)
            ledger.count(key: key, path: path, outcome: fault?.outcome ?? "200")
            return await respond(conversation, answer, fault, after: turn.delay, on: connection)
        } catch {
            return refusal(ledger, error.description)
        }
    }

    private func respond(
        _ conversation: Conversation, _ answer: Answer, _ fault: Fault.Kind?, after delay: Duration,
        on connection: Connection
    ) async -> Response {
        // Cancelled only when the server ends, and then nobody reads the answer.
        try? await Task.sleep(for: delay)
        switch fault {
        case .status(let status, let headers):
            return problem(ModelProblem(status: status, message: "Scripted fault \(status)."), headers)
        case .overflow:
            return problem(ModelProblem(status: 400, message: "", isOverflow: true))
        case .dropBefore:
            // A connection that is closed already is as good.
            try? await connection.channel.close()
            return Response(status: .serviceUnavailable)
        case .dropMid, .stall, .malformed, .truncated, .errorEvent, nil:
            let stream =
                conversation.isStreamed
                ? API.events(answer)
                : Delivery.halves(String(decoding: API.whole(answer).line, as: UTF8.self))
            return Response.delivered(
                Delivery.steps(stream, fault, errorEvent: API.errorEvent()),
                type: conversation.isStreamed ? "text/event-stream" : "application/json")
        }
    }

    private func refusal(_ ledger: Ledger, _ sentence: String) -> Response {
        ledger.count(key: key, path: path, outcome: "400")
        return problem(ModelProblem(status: 400, message: sentence))
    }

    private func problem(_ problem: ModelProblem, _ headers: [String: String] = [:]) -> Response {
        var response = Response.json(API.error(problem), status: .init(code: problem.status))
        for (name, value) in headers { if let name = HTTPField.Name(name) { response.headers[name] = value } }
        return response
    }
}

extension Fault.Kind {
    /// As the ledger names it.
    fileprivate var outcome: String {
        switch self {
        case .status(let status, _): "fault \(status)"
        case .stall: "fault stall"
        case .overflow, .dropBefore, .dropMid, .malformed, .truncated, .errorEvent: "fault \(self)"
        }
    }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: value.line)))
    }

    fileprivate static func delivered(_ steps: [Delivery], type: String) -> Response {
        let body = ResponseBody { writer in
            for step in steps {
                switch step {
                case .send(let text): try await writer.write(ByteBuffer(string: text))
                case .wait(let time): try await Task.sleep(for: time)
                case .drop: throw ConnectionDropped()
                }
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: type, .cacheControl: "no-cache"], body: body)
    }
}

/// A scripted fault: leaving a body unfinished closes its connection.
private struct ConnectionDropped: Error {}
