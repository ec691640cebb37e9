import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Orchestration
import Storage
import Wire

/// An answer that says what went wrong, after RFC 9457.
struct Problem: Error {
    let status: HTTPResponse.Status
    let code: String
    let detail: String
    let headers: HTTPFields

    init(_ status: HTTPResponse.Status, code: String, _ detail: String, headers: HTTPFields = [:]) {
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = headers
    }

    /// The one place where errors become statuses.
    init(_ error: any Error) {
        switch error {
        case let problem as Problem: self = problem
        case let rejection as Rejection:
            self.init(rejection.kind.status, code: rejection.code.rawValue, rejection.sentence)
        case let failure as StorageFailure:
            let status: HTTPResponse.Status =
                failure.reason == .diskFull
                ? .init(code: 507, reasonPhrase: "Insufficient Storage") : .serviceUnavailable
            self.init(status, code: failure.reason.rawValue, failure.sentence)
        case let failure as WorldFailure: self.init(.serviceUnavailable, code: "outside", failure.description)
        case let error as any HTTPResponseError where error.status == .contentTooLarge:
            self.init(
                .contentTooLarge, code: "body_too_large",
                "The request is larger than the 1 MiB that is accepted: put long texts into a file of the repository.")
        case let error as any HTTPResponseError where error.status == .notFound:
            self.init(
                .notFound, code: "unknown_path", "There is nothing here: see /api/v1/openapi.json for what there is.")
        case let error as any HTTPResponseError:
            self.init(
                error.status, code: "http_\(error.status.code)",
                "\(error.status.reasonPhrase): see /api/v1/openapi.json for what there is.")
        default:
            self.init(
                .internalServerError, code: "defect",
                "The server met an error that it does not know; it has printed it where it runs.")
        }
    }

    var response: Response {
        let body = ProblemBody(
            type: "https://skein.invalid/errors#\(code)", title: status.reasonPhrase, status: status.code,
            detail: detail, code: code)
        var response = Response.json(body, status: status, contentType: "application/problem+json")
        response.headers.append(contentsOf: headers)
        return response
    }
}

extension Rejection.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .notFound: .notFound
        case .forbidden: .forbidden
        case .conflict: .conflict
        }
    }
}

extension Response {
    /// JSON as all answers and events have it: equal values have equal texts.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    static func json(
        _ body: some Encodable, status: HTTPResponse.Status = .ok, contentType: String = "application/json"
    ) -> Response {
        do {
            let bytes = try encoder.encode(body)
            return Response(
                status: status, headers: [.contentType: contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        } catch {
            preconditionFailure("a body of the API cannot be encoded: \(error)")
        }
    }
}

extension Request {
    /// The body as a value, an empty one as `{}`; a problem that names the field when it is not what the route takes.
    func body<Body: Decodable>(_ type: Body.Type) async throws -> Body {
        let bytes = try await body.collect(upTo: 1 << 20)
        guard String(validating: bytes.readableBytesView, as: UTF8.self) != nil else {
            throw Problem(
                .badRequest, code: "invalid_utf8", "The request's text is not valid UTF-8: send it encoded as UTF-8.")
        }
        do {
            return try JSONDecoder().decode(
                type, from: bytes.readableBytes == 0 ? Data("{}".utf8) : Data(buffer: bytes))
        } catch let error as DecodingError {
            throw Problem(error)
        }
    }
}

extension Problem {
    /// What is wrong with a body, by the field's name.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            let field = Self.field(context.codingPath + [key])
            self.init(.badRequest, code: "missing_field", "The field `\(field)` is missing.")
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let field = Self.field(context.codingPath)
            let subject = field.isEmpty ? "The body" : "The field `\(field)`"
            self.init(.badRequest, code: "wrong_type", "\(subject) must be \(Self.word(for: type)).")
        case .dataCorrupted: self.init(Self.notJSON)
        @unknown default: self.init(Self.notJSON)
        }
    }

    private static let notJSON = Problem(
        .badRequest, code: "invalid_json", "The request's body is not the JSON that this route takes.")

    private static func field(_ path: [any CodingKey]) -> String {
        path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
    }

    private static func word(for type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "a number"
        default: "\(type)".hasPrefix("Array") ? "a list" : "an object"
        }
    }
}

/// Turns every thrown error into a problem.
struct ProblemMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ClientContext, next: (Request, ClientContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Problem(error)
            if problem.code == "defect" { context.logger.error("\(request.method) \(request.uri.path): \(error)") }
            return problem.response
        }
    }
}
