import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The web page and the way in: everything that is answered before somebody has signed in.
struct Pages: Sendable {
    let access: Access

    var routes: [Route] {
        [
            Route(.get, "/", board),
            Route(.get, "/login", login),
            Route(.post, "/login", submitToken),
            Route(.get, "/assets/{name}", asset),
            Route(.get, "/favicon.ico") { _, _ in Asset.named("favicon.svg").response },
            Route(.get, "/api/v1/health") { _, _ in .json(["status": "ok"]) },
            Route(.get, "/api/v1/openapi.json") { _, _ in Asset.named("openapi.json").response },
        ]
    }

    @Sendable func board(_ request: Request, _ context: ClientContext) -> Response {
        access.admits(request) ? Asset.named("index.html").response : Self.redirect(to: "/login")
    }

    /// With a code from a login link: signs in. Without: the page that explains how.
    @Sendable func login(_ request: Request, _ context: ClientContext) -> Response {
        // Whoever only asks about the link, a previewer for one, does not use it up.
        guard let code = request.text("code"), request.method == .get else {
            return Asset.named("login.html").response
        }
        return signIn(access.redeem(code: code), request)
    }

    @Sendable func submitToken(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = String(buffer: try await request.body.collect(upTo: 4096))
        let field = body.split(separator: "&").first { $0.hasPrefix("token=") }
        let token = field?.dropFirst("token=".count).removingPercentEncoding ?? ""
        return signIn(access.redeem(token: token.trimmingCharacters(in: .whitespacesAndNewlines)), request)
    }

    @Sendable func asset(_ request: Request, _ context: ClientContext) throws -> Response {
        let name = context.parameters.get("name") ?? ""
        guard let asset = Asset.all[name], !name.hasSuffix(".html") else {
            throw Problem(.notFound, code: "unknown_asset", "There is no asset \(name.prefix(80)).")
        }
        return asset.response
    }

    private func signIn(_ session: String?, _ request: Request) -> Response {
        guard let session else { return Self.redirect(to: "/login?error=1") }
        // The server itself speaks plain HTTP on loopback; behind a proxy with TLS the cookie must not leave TLS.
        let isEncrypted = request.headers[.forwardedProtocol]?.lowercased() == "https"
        var response = Self.redirect(to: "/")
        response.headers[.setCookie] =
            "\(access.cookie)=\(session); Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000"
            + (isEncrypted ? "; Secure" : "")
        return response
    }

    private static func redirect(to path: String) -> Response {
        Response(status: .seeOther, headers: [.location: path, .cacheControl: "no-store"])
    }
}

extension HTTPField.Name {
    fileprivate static let forwardedProtocol = HTTPField.Name("X-Forwarded-Proto")!
}

/// A file that is part of the binary.
struct Asset: Sendable {
    let contentType: String
    let bytes: ByteBuffer

    init(_ contentType: String, _ bytes: [UInt8]) {
        self.contentType = contentType
        self.bytes = ByteBuffer(bytes: bytes)
    }

    var response: Response {
        Response(
            status: .ok, headers: [.contentType: contentType, .cacheControl: "no-cache"],
            body: ResponseBody(byteBuffer: bytes))
    }

    static func named(_ name: String) -> Asset {
        guard let asset = all[name] else { preconditionFailure("there is no asset \(name)") }
        return asset
    }

    private static let script = "text/javascript; charset=utf-8"
    private static let page = "text/html; charset=utf-8"

    static let all: [String: Asset] = [
        "index.html": Asset(page, PackageResources.index_html),
        "login.html": Asset(page, PackageResources.login_html),
        "app.css": Asset("text/css; charset=utf-8", PackageResources.app_css),
        "favicon.svg": Asset("image/svg+xml", PackageResources.favicon_svg),
        "openapi.json": Asset("application/json", PackageResources.openapi_json),
        "agents.js": Asset(script, PackageResources.agents_js),
        "asks.js": Asset(script, PackageResources.asks_js),
        "app.js": Asset(script, PackageResources.app_js),
        "board.js": Asset(script, PackageResources.board_js),
        "detail.js": Asset(script, PackageResources.detail_js),
        "dom.js": Asset(script, PackageResources.dom_js),
        "feed.js": Asset(script, PackageResources.feed_js),
        "forms.js": Asset(script, PackageResources.forms_js),
        "log.js": Asset(script, PackageResources.log_js),
        "login.js": Asset(script, PackageResources.login_js),
        "queue.js": Asset(script, PackageResources.queue_js),
        "server.js": Asset(script, PackageResources.server_js),
        "talk.js": Asset(script, PackageResources.talk_js),
    ]
}
