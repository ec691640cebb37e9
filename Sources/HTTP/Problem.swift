import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Storage
import Wire

/// An answer that says what went wrong, after RFC 9457.
struct Problem: Error {
    let status: HTTPResponse.Status
    let code: String
    let detail: String

    init(_ status: HTTPResponse.Status, code: String, _ detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
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
        case let error as any HTTPResponseError where error.status == .contentTooLarge:
            self.init(
                .contentTooLarge, code: "body_too_large",
                "The request is larger than the 1 MiB that is accepted: put long texts into a file of the repository.")
        case let error as any HTTPResponseError:
            self.init(
                error.status, code: "http_\(error.status.code)",
                "\(error.status.reasonPhrase): see /api/v1/openapi.json for what there is.")
        default:
            self.init(.internalServerError, code: "defect", "The server met an error that it does not know: \(error)")
        }
    }

    var response: Response {
        let body = ProblemBody(
            type: "https://skein.invalid/errors#\(code)", title: status.reasonPhrase, status: status.code,
            detail: detail,
            code: code)
        return Response.json(body, status: status, contentType: "application/problem+json")
    }
}

extension Rejection.Kind {
    var status: HTTPResponse.Status {
        switch self {
        case .invalid: .unprocessableContent
        case .notFound: .notFound
        case .conflict: .conflict
        }
    }
}

extension Response {
    static func json(
        _ body: some Encodable, status: HTTPResponse.Status = .ok, contentType: String = "application/json"
    ) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
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
    /// The body as a value; a problem that names the field when it is not what the route takes.
    func body<Body: Decodable>(_ type: Body.Type) async throws -> Body {
        let bytes = try await body.collect(upTo: 1 << 20)
        guard String(validating: bytes.readableBytesView, as: UTF8.self) != nil else {
            throw Problem(
                .badRequest, code: "invalid_utf8", "The request's text is not valid UTF-8: send it encoded as UTF-8.")
        }
        do {
            return try JSONDecoder().decode(type, from: Data(buffer: bytes))
        } catch let DecodingError.keyNotFound(key, _) {
            throw Problem(.badRequest, code: "missing_field", "The field `\(key.stringValue)` is missing.")
        } catch let DecodingError.typeMismatch(type, context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw Problem(.badRequest, code: "wrong_type", "The field `\(path)` must be of type \(type).")
        } catch {
            throw Problem(
                .badRequest, code: "invalid_json", "The request's body is not the JSON that this route takes.")
        }
    }
}

/// Turns every thrown error into a problem.
struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return Problem(error).response
        }
    }
}
