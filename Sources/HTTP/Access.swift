import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Synchronization

/// Who may come in: the holder of the token, by header or by the cookie that a login link gives.
public final class Access: Sendable {
    /// The cookie's name.
    static let cookie = "skein_session"

    private let tokenHash: String
    private let session: String
    private let codes = Mutex<Set<String>>([])

    public init(token: String) {
        tokenHash = SHA256.hex(Array(token.utf8))
        session = SHA256.hex(Array("session:\(token)".utf8))
    }

    /// A code for one login; it ends with its first use or with the server.
    public func makeLoginCode() -> String {
        let code = Self.random()
        codes.withLock { _ = $0.insert(SHA256.hex(Array(code.utf8))) }
        return code
    }

    /// 256 random bits as hex.
    public static func random() -> String {
        (0..<4).map { _ in
            let part = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - part.count) + part
        }.joined()
    }

    func redeem(code: String) -> String? {
        codes.withLock { $0.remove(SHA256.hex(Array(code.utf8))) } == nil ? nil : session
    }

    func redeem(token: String) -> String? {
        isToken(token) ? session : nil
    }

    func admits(_ request: Request) -> Bool {
        if let header = request.headers[.authorization], header.hasPrefix("Bearer ") {
            return isToken(String(header.dropFirst("Bearer ".count)))
        }
        let cookies = (request.headers[.cookie] ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
        return cookies.contains("\(Self.cookie)=\(session)")
    }

    private func isToken(_ token: String) -> Bool {
        SHA256.hex(Array(token.utf8)) == tokenHash
    }
}

/// Refuses requests that a web page of somebody else could have sent: by `Host` against rebinding, by `Origin`
/// against forgery.
struct OriginMiddleware<Context: RequestContext>: RouterMiddleware {
    let allowedHosts: Set<String>

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard let host = Self.host(authority), allowedHosts.contains(host) else {
            throw Problem(
                .misdirectedRequest, code: "unknown_host",
                "This server does not answer for the host \(authority.prefix(80)): "
                    + "use the address that `skein up` printed."
            )
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)", origin != "https://\(authority)" {
            throw Problem(
                .forbidden, code: "foreign_origin", "A page of \(origin.prefix(80)) may not use this server.")
        }
        return try await next(request, context)
    }

    /// The host without its port.
    static func host(_ authority: String) -> String? {
        if authority.hasPrefix("[") { return authority.firstIndex(of: "]").map { String(authority[...$0]) } }
        return authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).first.map {
            $0.lowercased()
        }
    }
}

/// Lets only those in whom `Access` admits.
struct AccessMiddleware<Context: RequestContext>: RouterMiddleware {
    let access: Access

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard access.admits(request) else {
            throw Problem(
                .unauthorized, code: "not_signed_in",
                "Sign in with the link that `skein up` printed, or send the token of .skein/token as a bearer token.")
        }
        return try await next(request, context)
    }
}
