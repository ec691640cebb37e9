import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Orchestration
import Synchronization

/// Who may come in: the holder of the token, by header or by the cookie that a login link gives.
///
/// Only hashes are kept and compared, so the time that a comparison takes says nothing about the token.
public final class Access: Sendable {
    private struct Code {
        let hash: String
        let endsAt: Instant
    }

    /// So many login codes are valid at once; one more ends the oldest.
    static let codeLimit = 32
    static let codeLifetime = Span.seconds(3600)

    /// The cookie's name: browsers keep cookies by host and not by port, so that each workspace needs its own.
    let cookie: String
    private let tokenHash: String
    private let session: String
    private let clock: any WallClock
    private let codes = Mutex<[Code]>([])

    public init(token: String, clock: any WallClock = SystemClock()) {
        tokenHash = Self.hash(token)
        session = Self.hash("session:\(token)")
        cookie = "skein_" + Self.hash("cookie:\(token)").prefix(12)
        self.clock = clock
    }

    /// A code for one login; it ends with its first use, after an hour, or with the server.
    public func makeLoginCode() -> String {
        let code = Self.random()
        let new = Code(hash: Self.hash(code), endsAt: clock.now + Self.codeLifetime)
        codes.withLock { $0 = $0.suffix(Self.codeLimit - 1) + [new] }
        return code
    }

    /// 256 random bits as hex.
    public static func random() -> String {
        (0..<4).map { _ in
            let part = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            return String(repeating: "0", count: 16 - part.count) + part
        }.joined()
    }

    /// The session that a valid code opens; the code is used up.
    func redeem(code: String) -> String? {
        let hash = Self.hash(code)
        let now = clock.now
        return codes.withLock { codes in
            codes.removeAll { $0.endsAt <= now }
            guard let place = codes.firstIndex(where: { $0.hash == hash }) else { return nil }
            codes.remove(at: place)
            return session
        }
    }

    func redeem(token: String) -> String? {
        isToken(token) ? session : nil
    }

    /// A token that is sent is what counts, also when there is a cookie.
    func admits(_ request: Request) -> Bool {
        if request.headers[.authorization] != nil { return bearer(request).map(isToken) ?? false }
        let cookies = request.headers[values: .cookie].flatMap { $0.split(separator: ";") }
        return cookies.contains { $0.drop { $0 == " " } == "\(cookie)=\(session)" }
    }

    private func isToken(_ token: String) -> Bool { Self.hash(token) == tokenHash }

    /// The token of a run: it opens the agent's tools only, as long as the run lives and holds this lease. Made of the
    /// workspace's token, so that it need not be kept and is good again after a restart.
    public func token(of claim: RunClaim) -> String {
        "\(claim.run).\(claim.token)." + Self.hash("run:\(tokenHash):\(claim.run):\(claim.token)")
    }

    /// What a run's token claims; nil when it is none of ours. Whether the run still lives is the rules' to say.
    func claim(_ request: Request) -> RunClaim? {
        guard let token = bearer(request) else { return nil }
        let words = token.split(separator: ".")
        guard words.count == 3, let run = Run.ID(words[0]), let lease = Int64(words[1]) else { return nil }
        let claim = RunClaim(run: run, token: lease)
        return Self.hash(self.token(of: claim)) == Self.hash(token) ? claim : nil
    }

    /// The token that is sent in the header; nil when there is none, or something else.
    private func bearer(_ request: Request) -> String? {
        let parts = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }

    private static func hash(_ text: String) -> String { SHA256.hex(Array(text.utf8)) }
}

/// Lets only those in whom `Access` admits.
struct AccessMiddleware: RouterMiddleware {
    let access: Access

    func handle(
        _ request: Request, context: ClientContext, next: (Request, ClientContext) async throws -> Response
    ) async throws -> Response {
        guard access.admits(request) else {
            throw Problem(
                .unauthorized, code: "not_signed_in",
                "Sign in with the link that `skein link` prints, or send the token of .skein/token as a bearer token.",
                headers: [.wwwAuthenticate: "Bearer"])
        }
        return try await next(request, context)
    }
}
