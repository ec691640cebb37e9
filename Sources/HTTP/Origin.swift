import HTTPTypes
import Hummingbird

/// Refuses requests that a web page of somebody else could have sent: by `Host` against rebinding, by `Origin` and
/// `Sec-Fetch-Site` against forgery. Pages on other ports of this machine are somebody else's too.
struct OriginMiddleware: RouterMiddleware {
    /// Host names in lower case, IPv6 addresses in brackets.
    let allowedHosts: Set<String>

    func handle(
        _ request: Request, context: ClientContext, next: (Request, ClientContext) async throws -> Response
    ) async throws -> Response {
        let authority = request.head.authority ?? ""
        guard let host = Self.host(authority), allowedHosts.contains(host) else {
            throw Problem(
                .misdirectedRequest, code: "unknown_host",
                "This server does not answer for the host \(authority.prefix(80)): "
                    + "use the address that `skein up` printed.")
        }
        if let origin = request.headers[.origin], origin != "http://\(authority)", origin != "https://\(authority)" {
            throw Problem(
                .forbidden, code: "foreign_origin", "A page of \(origin.prefix(80)) may not use this server.")
        }
        let site = request.headers[.secFetchSite] ?? "none"
        // By its parts, as the router reads a path: to that, `//api/v1` is the same.
        let area = request.uri.path.split(separator: "/").first
        if area == "api" || area == "mcp", site != "same-origin", site != "none" {
            throw Problem(.forbidden, code: "foreign_origin", "A page of another origin may not use this server.")
        }
        return try await next(request, context)
    }

    /// The host without its port, in lower case; nil when this is no host.
    static func host(_ authority: String) -> String? {
        let isBracketed = authority.hasPrefix("[")
        guard let end = isBracketed ? authority.firstIndex(of: "]").map(authority.index(after:)) : authority.endOfName
        else { return nil }
        let port = authority[end...]
        guard port.isEmpty || (port.first == ":" && port.dropFirst().allSatisfy(\.isASCIIDigit)) else { return nil }
        return authority[..<end].lowercased()
    }

    /// `::1` as it is written in an authority.
    static func bracketed(_ host: String) -> String {
        host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
    }
}

extension String {
    fileprivate var endOfName: Index? { firstIndex(of: ":") ?? endIndex }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
}
