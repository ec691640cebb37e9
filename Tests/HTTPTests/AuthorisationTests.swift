import Testing

@testable import HTTP

/// Every route × every kind of caller.
@Suite("who may come in", .timeLimit(.minutes(1))) struct AuthorisationTests {
    /// What each caller sends beside the request, and what answers it: nil when it is let in.
    static func callers(_ guest: Guest) -> [(name: String, headers: [String], refusal: Int?)] {
        let cookie = guest.cookie
        let session = cookie.split(separator: "=")[1]
        let wrongCookie = "Cookie: \(guest.access.cookie)=\(String(repeating: "0", count: 64))"
        let own = "http://127.0.0.1:\(guest.port)"
        return [
            ("nobody", [], 401),
            ("a wrong token", ["Authorization: Bearer \(Access.random())"], 401),
            ("an empty token", ["Authorization: Bearer "], 401),
            ("the token as a password", ["Authorization: Basic \(House.token)"], 401),
            ("a wrong cookie", [wrongCookie], 401),
            ("the session under another name", ["Cookie: session=\(session)"], 401),
            ("a wrong token with the cookie", ["Authorization: Bearer x", cookie], 401),
            ("the token", [Guest.bearer], nil),
            ("the token in small letters", ["authorization: bearer \(House.token)"], nil),
            ("the cookie", [cookie], nil),
            ("the cookie among others", [cookie.replacing("Cookie: ", with: "Cookie: a=b; ") + "; c=d"], nil),
            ("the page itself", [cookie, "Origin: \(own)", "Sec-Fetch-Site: same-origin"], nil),
            ("another site's page", [cookie, "Origin: https://evil.example"], 403),
            ("another port's page", [cookie, "Origin: http://127.0.0.1:1"], 403),
            ("a page without an origin", [cookie, "Origin: null"], 403),
            ("another port's image", [cookie, "Sec-Fetch-Site: same-site"], 403),
            ("another site's image", [Guest.bearer, "Sec-Fetch-Site: cross-site"], 403),
            ("another name for this machine", [Guest.bearer, "Host: evil.example:\(guest.port)"], 421),
            ("a rebound name", [cookie, "Host: evil.example", "Origin: http://evil.example"], 421),
            ("a name that begins like ours", [Guest.bearer, "Host: localhost.evil.example"], 421),
            ("a name with a strange port", [Guest.bearer, "Host: localhost:80.evil.example"], 421),
            ("no name", [Guest.bearer, "Host: "], 421),
            ("an allowed name", [Guest.bearer, "Host: Board.Example"], nil),
            ("localhost", [Guest.bearer, "Host: localhost:\(guest.port)"], nil),
            ("IPv6 loopback", [Guest.bearer, "Host: [::1]:\(guest.port)"], nil),
        ]
    }

    static func target(_ route: Route) -> String {
        let id = route.path.contains("/runs/") ? "R-1" : route.path.contains("/requests/") ? "Q-1" : "T-1"
        return route.path.replacing("{id}", with: id).replacing("{name}", with: "ada")
            .replacing("{ticket}/{time}", with: "\(Shelf.sample.id)")
    }

    @Test func everyRouteOfTheAPI() async throws {
        let house = try await House()
        try await house.furnish()
        try await house.serving { guest in
            let routes = guest.api.routes
            #expect(routes.count == 43)
            for route in routes {
                for caller in Self.callers(guest) {
                    let answer = try await guest.raw(
                        route.method.rawValue, Self.target(route), caller.headers, body: route.method == .get ? nil : ""
                    )
                    let what: Comment =
                        "\(route.method) \(route.path) by \(caller.name): \(answer.status) \(answer.body)"
                    if let refusal = caller.refusal {
                        #expect(answer.status == refusal, what)
                        #expect(answer.headers["content-type"] == "application/problem+json", what)
                        #expect((answer.headers["www-authenticate"] == "Bearer") == (refusal == 401), what)
                    } else {
                        #expect(![401, 403, 404, 405, 421, 500].contains(answer.status), what)
                    }
                    expectGuarded(answer, what)
                }
            }
        }
    }

    /// The router reads all of these as the same path; so must the check of where a request comes from.
    @Test(arguments: ["/api/v1/agents", "//api/v1/agents", "/api//v1/agents", "///api/v1/agents/"])
    func anotherPortsImageHoweverItIsSpelt(_ path: String) async throws {
        try await House().serving { guest in
            let answer = try await guest.raw("GET", path, [guest.cookie, "Sec-Fetch-Site: same-site"])
            #expect(answer.status == 403)
        }
    }

    @Test func everyRouteOfTheDoor() async throws {
        let house = try await House()
        try await house.serving { guest in
            for route in Pages(access: guest.access).routes {
                let target = route.path.replacing("{name}", with: "app.js")
                for caller in Self.callers(guest) where caller.refusal != 401 {
                    let answer = try await guest.raw(
                        route.method.rawValue, target, caller.headers, body: route.method == .get ? nil : "")
                    let what: Comment = "\(route.method) \(route.path) by \(caller.name): \(answer.status)"
                    let isImage = caller.name.hasSuffix("image") && !target.hasPrefix("/api/")
                    let refusal = isImage ? nil : caller.refusal
                    #expect(refusal.map { answer.status == $0 } ?? [200, 303].contains(answer.status), what)
                    expectGuarded(answer, what)
                }
            }
            let board = try await guest.raw("GET", "/", [])
            #expect(board.status == 303)
            #expect(board.headers["location"] == "/login")
            #expect(try await guest.raw("GET", "/", [guest.cookie]).body.contains("<!doctype html>"))
        }
    }

    @Test func otherMethodsAreRefusedByName() async throws {
        try await House().serving { guest in
            let answer = try await guest.raw("DELETE", "/api/v1/tickets/T-1")
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "GET, HEAD, PATCH")
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(try await guest.raw("POST", "/login/", []).status != 500)
            #expect(try await guest.raw("HEAD", "/api/v1/health", []).status == 200)
            #expect(try await guest.raw("HEAD", "/api/v1/board", []).status == 401)
        }
    }
}

/// What every answer says, whatever it is.
func expectGuarded(_ answer: RawAnswer, _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation) {
    let policy = answer.headers["content-security-policy"] ?? ""
    #expect(policy.contains("default-src 'self'"), what, sourceLocation: sourceLocation)
    #expect(policy.contains("frame-ancestors 'none'"), what, sourceLocation: sourceLocation)
    #expect(answer.headers["x-content-type-options"] == "nosniff", what, sourceLocation: sourceLocation)
    #expect(answer.headers["referrer-policy"] == "same-origin", what, sourceLocation: sourceLocation)
    #expect(answer.headers["cross-origin-resource-policy"] == "same-origin", what, sourceLocation: sourceLocation)
    let caching = answer.headers["cache-control"] ?? ""
    #expect(["no-store", "no-cache"].contains(caching), what, sourceLocation: sourceLocation)
    let isJSON = answer.headers["content-type"]?.contains("json") ?? false
    let isDocument = answer.body.hasPrefix("{\n")
    if isJSON, !isDocument { #expect(caching == "no-store", what, sourceLocation: sourceLocation) }
}
