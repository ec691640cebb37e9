import APIClient
import Domain
import Foundation
import Orchestration
import Testing
import Wire

@testable import HTTP

/// What people say to agents at work, and what those ask, over the API.
@Suite("conversations", .timeLimit(.minutes(1))) struct ConversationTests {
    private static let permission = AgentRequest(
        id: "p", kind: .execute, title: "Bash: make", detail: "make all",
        options: [.init(id: "a", label: "Allow", effect: .allow)])
    private static let question = AgentRequest(id: "q", kind: .question, title: "Which port?")

    /// A house in which R-1 works on T-1.
    private func atWork(asking requests: AgentRequest...) async throws -> House {
        let house = try await House()
        let me = Actor.person("mara")
        let content = Ticket.Content(title: "one", project: House.web)
        try await house.store.perform(CreateTicket(content: content), by: me, at: house.clock.now)
        try await house.store.perform(StartRun(ticket: Ticket.ID(number: 1)), by: me, at: house.clock.now)
        let base = String(repeating: "a", count: 40)
        try await house.store.perform(
            RecordProcessStart(run: House.run, token: 1, base: base), by: me, at: house.clock.now)
        for request in requests {
            try await house.store.perform(
                AskRequest(run: House.run, token: 1, content: request), by: me, at: house.clock.now)
        }
        return house
    }

    @Test func aWordIsSaidAndTheAnswerSaysWhenItArrives() async throws {
        let house = try await atWork()
        try await house.serving { guest in
            func say(_ text: String) async throws -> DeliveryBody {
                try await guest.client.post("/api/v1/runs/R-1/say", SayBody(text: text))
            }
            #expect(try await say("mind the umlauts") == DeliveryBody(delivery: "in_turn"))
            house.ear.state.withLock { $0.isBusy = false }
            #expect(try await say("and go on") == DeliveryBody(delivery: "next_turn"), "it waits for a word")
            house.ear.state.withLock { ($0.isBusy, $0.canSteer) = (true, false) }
            #expect(try await say("and tabs") == DeliveryBody(delivery: "next_turn"))
            #expect(house.ear.heard == ["mind the umlauts", "and go on", "and tabs"].map { .say(text: $0) })
            house.ear.state.withLock { $0.refusal = "It is ending." }
            #expect(try await say("later then") == DeliveryBody(delivery: "next_run", reason: "It is ending."))
            let ticket: TicketDetailBody = try await guest.client.get("/api/v1/tickets/T-1")
            #expect(ticket.comments.map(\.text) == ["later then"])
            let empty = try await guest.raw("POST", "/api/v1/runs/R-1/say", body: "{\"text\": \" \"}")
            #expect(empty.status == 422 && empty.body.contains("empty_text"), "\(empty.body)")
        }
    }

    @Test func theSessionOfARunIsAsked() async throws {
        let house = try await atWork()
        try await house.serving { guest in
            func ask(_ run: String, _ text: String) async throws -> SessionAnswerBody {
                try await guest.client.post("/api/v1/runs/\(run)/ask", SayBody(text: text))
            }
            let answer = try await ask("R-1", "Why?")
            #expect(answer.text == "You asked: Why?")
            let nobody = await #expect(throws: Client.Refusal.self) { _ = try await ask("R-9", "Why?") }
            #expect(nobody?.problem.code == "unknown_run")
            let nothing = await #expect(throws: Client.Refusal.self) { _ = try await ask("R-1", " ") }
            #expect(nothing?.problem.code == "empty_text")
            house.ear.state.withLock { $0.refusal = "It has named no session." }
            let mute = await #expect(throws: Client.Refusal.self) { _ = try await ask("R-1", "Why?") }
            #expect(mute?.problem.code == "run_not_reached")
        }
    }

    @Test func interruptingAndStopping() async throws {
        let house = try await atWork()
        try await house.serving { guest in
            let run: RunBody = try await guest.client.post("/api/v1/runs/R-1/interrupt", ReasonRequestBody())
            #expect(run.state == "running" && run.harness == "command")
            #expect(house.ear.heard == [.interrupt])
            house.ear.state.withLock { $0.refusal = "It is ending." }
            let refused = try await guest.raw("POST", "/api/v1/runs/R-1/interrupt", body: "")
            #expect(refused.status == 409 && refused.body.contains("run_not_reached"), "\(refused.body)")
            let stopping: RunBody = try await guest.client.post("/api/v1/runs/R-1/stop", ReasonRequestBody())
            #expect(stopping.state == "stopping")
            let unknown = try await guest.raw("POST", "/api/v1/runs/R-9/stop", body: "")
            #expect(unknown.status == 404 && unknown.body.contains("unknown_run"), "\(unknown.body)")
        }
    }

    @Test func openRequestsAreListedAndAnswered() async throws {
        let house = try await atWork(asking: Self.permission, Self.question)
        try await house.serving { guest in
            let open: PageBody<RequestBody> = try await guest.client.get("/api/v1/requests", ["run": "R-1"])
            #expect(open.items.map(\.id) == ["Q-1", "Q-2"] && open.items.map(\.ticketTitle) == ["one", "one"])
            #expect(open.items[0].options == ["Allow"] && open.items[0].detail == "make all")
            let board: BoardBody = try await guest.client.get("/api/v1/board")
            #expect(board.requests == open.items)
            let why: WhyBody = try await guest.client.get("/api/v1/tickets/T-1/why")
            #expect(
                why.reasons.map(\.code) == ["in_progress", "run_running"] + ["waits_for_answer", "waits_for_answer"])
            #expect(why.reasons[2].sentence == "R-1 asks: Bash: make (`skein answer Q-1 allow`).")

            func answer(_ id: String, _ body: AnswerBody) async throws -> RequestBody {
                try await guest.client.post("/api/v1/requests/\(id)/answer", body)
            }
            let denied = try await answer("Q-1", AnswerBody(answer: "deny", reason: "use ninja"))
            #expect(denied.state == "answered" && denied.answer == "deny" && denied.answeredBy == "mara")
            let told = try await answer("Q-2", AnswerBody(answer: "8080"))
            #expect(told.answer == "8080" && told.closedAt != nil)
            #expect(
                house.ear.heard == [
                    .answer(request: "p", answer: .deny(reason: "use ninja")),
                    .answer(request: "q", answer: .reply(text: "8080")),
                ])
            let left: PageBody<RequestBody> = try await guest.client.get("/api/v1/requests")
            #expect(left.items.isEmpty)
            let shown: RequestBody = try await guest.client.get("/api/v1/requests/Q-1")
            #expect(shown == denied)
        }
    }

    @Test(arguments: [
        ("Q-1", "perhaps", 422, "answer_unfit"), ("Q-2", " ", 422, "empty_text"),
        ("Q-9", "allow", 404, "unknown_request"),
        ("T-1", "allow", 404, "not_an_identifier"),
    ])
    func answersThatAreRefused(id: String, text: String, status: Int, code: String) async throws {
        let house = try await atWork(asking: Self.permission, Self.question)
        try await house.serving { guest in
            let answer = try await guest.raw(
                "POST", "/api/v1/requests/\(id)/answer", body: "{\"answer\": \"\(text)\"}")
            #expect(answer.status == status && answer.body.contains(code), "\(answer.body)")
            #expect(house.ear.heard.isEmpty)
        }
    }

    @Test func theSecondAnswerComesTooLate() async throws {
        let house = try await atWork(asking: Self.permission)
        try await house.serving { guest in
            let path = "/api/v1/requests/Q-1/answer"
            let _: RequestBody = try await guest.client.post(path, AnswerBody(answer: "allow"))
            let again: RequestBody = try await guest.client.post(path, AnswerBody(answer: "allow"))
            #expect(again.answer == "allow")
            let other = try await guest.raw("POST", path, body: "{\"answer\": \"deny\"}")
            #expect(other.status == 409 && other.body.contains("request_closed"), "\(other.body)")
        }
    }

    @Test func whatARunIsAndUsed() async throws {
        let house = try await atWork()
        let me = Actor.person("mara")
        try await house.store.perform(
            RecordSession(run: House.run, token: 1, session: "s-1"), by: me, at: house.clock.now)
        let usage = Usage(inputTokens: 5, outputTokens: 7, costUSD: 0.5)
        try await house.store.perform(RecordUsage(run: House.run, token: 1, usage: usage), by: me, at: house.clock.now)
        try await house.serving { guest in
            let run: RunBody = try await guest.client.get("/api/v1/runs/R-1")
            #expect(run.session == "s-1" && run.model == nil)
            #expect(run.usage?.outputTokens == 7 && run.usage?.costUSD == 0.5)
        }
    }

    @Test func theEventsOfARunAreALogAndItsLastLines() async throws {
        let house = try await atWork()
        let events = """
            {"at":1,"type":"tool_started","id":"1","name":"Bash","target":"make"}
            {"at":2,"type":"text","text":"It is \\u001b[2Jgreen."}

            """
        try house.write(log: events, .events)
        try house.write(log: "raw\n")
        try await house.serving { guest in
            let log: LogBody = try await guest.client.get("/api/v1/runs/R-1/log", ["stream": "events"])
            #expect(log.text == events && log.stream == "events")
            let board: BoardBody = try await guest.client.get("/api/v1/board")
            #expect(board.runs[0].lastLines == ["▸ Bash make", "  It is \u{FFFD}[2Jgreen."])
        }
    }

    @Test func aConversationThatIsNoFileIsAProblemOfItsOwnAndHidesNoOther() async throws {
        let house = try await atWork()
        try house.write(log: "", .events)
        let path = "\(house.state)/runs/R-1/events.jsonl"
        try FileManager.default.removeItem(atPath: path)
        #expect(mkfifo(path, 0o600) == 0)
        try await house.serving { guest in
            let log = try await guest.raw("GET", "/api/v1/runs/R-1/log?stream=events")
            #expect(log.status == 503 && log.body.contains("it is not a regular file"), "\(log.body)")
            let found: PageBody<SessionMatchBody> = try await guest.client.get("/api/v1/sessions", ["text": "parser"])
            #expect(found.items.isEmpty)
        }
    }

    @Test func whatWasSaidIsFound() async throws {
        let house = try await atWork()
        let said = """
            {"at":1000,"type":"text","text":"The Parser is slow."}
            {"at":2000,"type":"tool_started","id":"1","name":"Bash","target":"make parser"}
            {"at":3000,"type":"text","text":"It said \\"go\\"."}
            half a line with parser

            """
        try house.write(log: said, .events)
        try await house.serving { guest in
            func search(_ query: [String: String]) async throws -> PageBody<SessionMatchBody> {
                try await guest.client.get("/api/v1/sessions", query)
            }
            let page = try await search(["text": "pArSer"])
            #expect(page.items.map(\.line) == ["▸ Bash make parser", "  The Parser is slow."], "the latest first")
            #expect(page.items.map(\.at) == [2000, 1000] && page.next == nil)
            #expect(page.items[0].run == "R-1" && page.items[0].ticketTitle == "one" && page.items[0].agent == "ada")
            #expect(try await search(["text": "said \"GO"]).items.count == 1, "written in another way in JSON")
            #expect(try await search(["text": "no such thing"]).items.isEmpty)
            #expect(try await search(["text": "type"]).items.isEmpty, "the log's own words are not looked at")
            let first = try await search(["text": "parser", "limit": "1"])
            #expect(first.items.count == 1 && first.next == "R-1")
            #expect(try await search(["text": "parser", "after": "R-1"]).items.isEmpty)
            let empty = try await guest.raw("GET", "/api/v1/sessions?text=%20")
            #expect(empty.status == 400 && empty.body.contains("bad_parameter"), "\(empty.body)")
        }
    }
}
