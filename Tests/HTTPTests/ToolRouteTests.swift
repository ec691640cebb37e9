import Domain
import Testing
import Wire

@testable import HTTP

@Suite("what agents have Skein do", .timeLimit(.minutes(1))) struct ToolRouteTests {
    /// T-1 is ada's, R-1 works on it; T-2 has nothing to do with it.
    static func house() async throws -> House {
        let house = try await House()
        let me = Actor.person("mara")
        for title in ["one", "two"] {
            let content = Ticket.Content(title: title, project: House.web)
            try await house.store.perform(CreateTicket(content: content), by: me, at: house.clock.now)
        }
        try await house.store.perform(StartRun(ticket: Ticket.ID(number: 1)), by: me, at: house.clock.now)
        return house
    }

    static func header(_ guest: Guest, _ lease: Int64 = 1) -> String {
        "Authorization: Bearer " + guest.access.token(of: RunClaim(run: House.run, token: lease))
    }

    private func use(
        _ guest: Guest, _ tool: String, _ arguments: String = "{}", _ header: String? = nil
    ) async throws -> RawAnswer {
        try await guest.raw("POST", "/api/v1/tools/\(tool)", [header ?? Self.header(guest)], body: arguments)
    }

    @Test func aRunReadsCommentsAndHandsOut() async throws {
        let house = try await Self.house()
        try await house.serving { guest in
            let created = try await use(guest, "create_ticket", #"{"title": "A part", "assignee": "ada"}"#)
            #expect(created.status == 200 && created.body.contains("T-3 is handed out. T-1 waits for it"))
            #expect(try await use(guest, "comment", #"{"text": "begun"}"#).status == 200)
            let context = try await use(guest, "context")
            for words in ["# T-1: one", "T-3 A part by ada is todo", "**ada**: begun", "You are ada, on T-1"] {
                #expect(context.body.contains(words), "\(words): \(context.body)")
            }
            let entries = try await house.store.read { try $0.journal(after: 0, limit: 100) }
            #expect(entries.suffix(3).map(\.actor) == ["agent:ada/R-1", "agent:ada/R-1", "agent:ada/R-1"])
        }
    }

    @Test func whatItMayNotSeeItDoesNotSee() async throws {
        try await Self.house().serving { guest in
            let calls = [("context", #"{"ticket": "T-2"}"#), ("comment", #"{"ticket":"T-2","text":"x"}"#)]
            for (tool, arguments) in calls {
                let answer = try await use(guest, tool, arguments)
                let unknown = try await use(guest, tool, arguments.replacing("T-2", with: "T-9"))
                #expect(answer.status == 403 && unknown.status == 403)
                #expect(answer.body.replacing("T-2", with: "T-9") == unknown.body)
            }
        }
    }

    @Test func aRunsTokenOpensNothingElseAndNoOtherTokenOpensTheTools() async throws {
        try await Self.house().serving { guest in
            for route in guest.api.routes {
                let answer = try await guest.raw(
                    route.method.rawValue, AuthorisationTests.target(route), [Self.header(guest)],
                    body: route.method == .get ? nil : "")
                #expect(answer.status == 401, "\(route.method) \(route.path)")
            }
            #expect(guest.api.toolRoutes.count == 3)
            let forged = Self.header(guest).dropLast() + "x"
            for header in [Guest.bearer, "Authorization: Bearer R-1.1", String(forged), "Cookie: \(guest.cookie)"] {
                #expect(try await use(guest, "context", "{}", header).status == 401, "\(header)")
            }
            let old = try await use(guest, "context", "{}", Self.header(guest, 7))
            #expect(old.status == 409 && old.body.contains("stale_token"))
        }
    }

    @Test func anEndedRunDoesNothingMore() async throws {
        let house = try await Self.house()
        try await house.serving { guest in
            try await guest.engine.perform(
                EndRun(run: House.run, token: 1, result: .nothingToDo(summary: "")), by: .server("test"))
            let answer = try await use(guest, "comment", #"{"text": "late"}"#)
            #expect(answer.status == 409 && answer.body.contains("run_ended"))
        }
    }

    @Test(arguments: [
        ("comment", #"{}"#, "comment needs `text`"), ("comment", #"{"text": 7}"#, "`text` must be a text"),
        ("comment", #"{"text": "x", "tikcet": "T-1"}"#, "comment takes no `tikcet`"),
        ("comment", #"[]"#, "must be an object"), ("comment", #"{"#, "must be a JSON object"),
        ("create_ticket", #"{"title": "x", "priority": "asap"}"#, "one of urgent, high, normal, low"),
        ("create_ticket", #"{"title": "x", "after": ["T-1", 3]}"#, "a list of texts"),
        ("create_ticket", #"{"title": "x", "after": ["one"]}"#, "one is no ticket"),
        ("nothing", #"{}"#, "There is no tool nothing: there are context"),
    ]) func mistakesAreSaidSoThatAModelCanMendThem(_ tool: String, _ arguments: String, _ words: String) async throws {
        try await Self.house().serving { guest in
            let answer = try await use(guest, tool, arguments)
            #expect((400..<500).contains(answer.status) && answer.body.contains(words), "\(answer.body)")
        }
    }
}
