import Domain
import Testing
import Wire

@testable import HTTP

@Suite("signing in", .timeLimit(.minutes(1))) struct LoginTests {
    @Test func aLinkWorksOnceAndOnlyOnce() async throws {
        try await House().serving { guest in
            let code: LoginCodeBody = try await guest.client.post("/api/v1/login-codes", ReasonRequestBody())
            let first = try await guest.raw("GET", "/login?code=\(code.code)", [])
            #expect(first.status == 303)
            #expect(first.headers["location"] == "/")
            #expect(first.headers["cache-control"] == "no-store")
            let cookie = try #require(first.headers["set-cookie"])
            let parts = cookie.split(separator: "; ").map(String.init)
            #expect(parts.dropFirst().sorted() == ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Strict"])
            #expect(!cookie.contains(House.token))
            #expect(try await guest.raw("GET", "/api/v1/board", ["Cookie: \(parts[0])"]).status == 200)
            let second = try await guest.raw("GET", "/login?code=\(code.code)", [])
            #expect(second.headers["location"] == "/login?error=1")
            #expect(second.headers["set-cookie"] == nil)
        }
    }

    @Test func manyAtOnceGetInOnce() async throws {
        try await House().serving { guest in
            let code = guest.access.makeLoginCode()
            let places = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await guest.raw("GET", "/login?code=\(code)", []).headers["location"] ?? "" }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(places.count { $0 == "/" } == 1)
            #expect(places.count { $0 == "/login?error=1" } == 19)
        }
    }

    @Test func aHeadRequestUsesNoCodeUp() async throws {
        try await House().serving { guest in
            let code = guest.access.makeLoginCode()
            let peek = try await guest.raw("HEAD", "/login?code=\(code)", [])
            #expect(peek.headers["set-cookie"] == nil)
            #expect(try await guest.raw("GET", "/login?code=\(code)", []).headers["location"] == "/")
        }
    }

    @Test func codesEndAfterAnHour() async throws {
        let clock = SettableClock(Instant(milliseconds: 0))
        let access = Access(token: "t", clock: clock)
        let (early, late) = (access.makeLoginCode(), access.makeLoginCode())
        clock.advance(by: .seconds(3599))
        #expect(access.redeem(code: early) != nil)
        clock.advance(by: .seconds(1))
        #expect(access.redeem(code: late) == nil)
    }

    @Test func codesAreBounded() {
        let access = Access(token: "t")
        let codes = (0...Access.codeLimit).map { _ in access.makeLoginCode() }
        #expect(access.redeem(code: codes[0]) == nil, "the oldest gave way")
        #expect(codes.dropFirst().allSatisfy { access.redeem(code: $0) != nil })
    }

    @Test func theTokenSignsInByForm() async throws {
        try await House().serving { guest in
            let own = "Origin: http://127.0.0.1:\(guest.port)"
            let good = try await guest.raw(
                "POST", "/login", [own], body: "token=%20\(House.token)+%0D%0A".replacing("+", with: ""))
            #expect(good.headers["location"] == "/")
            for body in ["", "token=", "token=x", "other=\(House.token)", "token=%ff", "token=\(House.token)x"] {
                let bad = try await guest.raw("POST", "/login", [own], body: body)
                #expect(bad.headers["location"] == "/login?error=1", "\(body)")
                #expect(bad.headers["set-cookie"] == nil, "\(body)")
            }
            let long = try await guest.raw("POST", "/login", [own], body: String(repeating: "x", count: 5000))
            #expect(long.status == 413)
        }
    }

    @Test func behindTLSTheCookieStaysThere() async throws {
        try await House().serving { guest in
            let code = guest.access.makeLoginCode()
            let answer = try await guest.raw("GET", "/login?code=\(code)", ["X-Forwarded-Proto: https"])
            #expect(answer.headers["set-cookie"]?.hasSuffix("; Secure") == true)
        }
    }

    @Test func workspacesOnOneHostKeepTheirCookiesApart() {
        let (one, two) = (Access(token: "one"), Access(token: "two"))
        #expect(one.cookie != two.cookie)
        #expect(one.cookie == Access(token: "one").cookie, "a restart signs nobody out")
        #expect(one.redeem(token: "one") == Access(token: "one").redeem(token: "one"))
    }
}
