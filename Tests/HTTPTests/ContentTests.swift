import Domain
import Testing
import Wire

@testable import HTTP

/// What the routes say of a workspace in the middle of its work.
@Suite("content", .timeLimit(.minutes(1))) struct ContentTests {
    @Test func theBoardIsLight() async throws {
        let house = try await House()
        try await house.furnish()
        try await house.serving { guest in
            let board: BoardBody = try await guest.client.get("/api/v1/board")
            #expect(board.workspace == "house")
            #expect(board.counts == ["merging": 1, "todo": 1])
            #expect(board.tickets.map(\.id) == ["T-2", "T-1"])
            #expect(board.tickets.allSatisfy { $0.body.isEmpty && $0.summary.isEmpty })
            #expect(board.tickets[0].waitsFor == ["T-1"])
            #expect(board.agents.map(\.instructions) == [""])
            let change = try #require(board.queue.first)
            #expect(change.agent == "ada")
            #expect(change.tree == String(repeating: "c", count: 40))
            #expect(change.gates.map(\.output) == [""])
            let detail: TicketDetailBody = try await guest.client.get("/api/v1/tickets/T-1")
            #expect(detail.ticket.body == "the long text")
            #expect(detail.ticket.summary == "did it")
            #expect(detail.changes[0].gates.map(\.output) == ["all well"])
        }
    }

    @Test func anEmptyFieldIsClearedAndOneLeftOutStays() async throws {
        try await House().serving { guest in
            try await guest.createTickets(2)
            let path = "/api/v1/tickets/T-2"
            let set: TicketBody = try await guest.client.patch(path, EditTicketBody(assignee: "ada", parent: "T-1"))
            #expect(set.assignee == "ada" && set.parent == "T-1")
            let kept: TicketBody = try await guest.client.patch(path, EditTicketBody(title: "new"))
            #expect(kept.assignee == "ada" && kept.parent == "T-1" && kept.title == "new")
            let cleared: TicketBody = try await guest.client.patch(path, EditTicketBody(assignee: "", parent: ""))
            #expect(cleared.assignee == nil && cleared.parent == nil)
            let circle = try await guest.raw("PATCH", path, body: "{\"parent\": \"T-2\"}")
            #expect(circle.status == 422 && circle.body.contains("parent_cycle"), "\(circle.body)")
        }
    }

    @Test func aCancelledBlockerIsRefused() async throws {
        try await House().serving { guest in
            try await guest.createTickets(2)
            let _: TicketBody = try await guest.client.post("/api/v1/tickets/T-1/cancel", ReasonRequestBody())
            for (method, target, body) in [
                ("POST", "/api/v1/tickets", "{\"title\": \"a\", \"blockers\": [\"T-1\"]}"),
                ("PATCH", "/api/v1/tickets/T-2", "{\"blockers\": [\"T-1\"]}"),
            ] {
                let answer = try await guest.raw(method, target, body: body)
                #expect(answer.status == 409 && answer.body.contains("blocker_cancelled"), "\(answer.body)")
            }
        }
    }

    @Test func theBoardIsBounded() async throws {
        try await House().serving { guest in
            try await guest.createTickets(30)
            let board: BoardBody = try await guest.client.get("/api/v1/board", ["limit": "10"])
            #expect(board.tickets.count == 10)
            #expect(board.counts == ["todo": 30])
        }
    }

    @Test func pagesLeadOn() async throws {
        try await House().serving { guest in
            try await guest.createTickets(5)
            var seen: [String] = []
            var query = ["limit": "2"]
            while true {
                let page: PageBody<TicketBody> = try await guest.client.get("/api/v1/tickets", query)
                seen += page.items.map(\.id)
                guard let next = page.next else { break }
                query["after"] = next
            }
            #expect(seen == ["T-5", "T-4", "T-3", "T-2", "T-1"])
        }
    }

    @Test(
        arguments: [
            (0, 65536, 0, "one\ntwo\nthree ü\n", 17), (4, 65536, 4, "two\nthree ü\n", 17),
            (-10, 65536, 8, "three ü\n", 17),
            (-9, 65536, 8, "three ü\n", 17), (-1000, 65536, 0, "one\ntwo\nthree ü\n", 17), (-13, 4, 4, "two\n", 8),
            (17, 65536, 17, "", 17), (500, 65536, 17, "", 17), (0, 5, 0, "one\n", 4),
        ] as [(Int, Int, Int64, String, Int64)])
    func aPieceOfALog(offset: Int, limit: Int, start: Int64, text: String, next: Int64) async throws {
        let house = try await House()
        try await house.furnish()
        try house.write(log: "one\ntwo\nthree ü\n")
        try await house.serving { guest in
            let piece: LogBody = try await guest.client.get(
                "/api/v1/runs/R-1/log", ["offset": "\(offset)", "limit": "\(limit)"])
            #expect(
                piece
                    == LogBody(
                        run: "R-1", stream: "stdout", offset: start, next: next, text: text, isComplete: next == 17))
        }
    }

    @Test func aLogThatIsOneLongLineHasATail() async throws {
        let house = try await House()
        try await house.furnish()
        try house.write(log: String(repeating: "x", count: 1000), .stderr)
        try await house.serving { guest in
            let piece: LogBody = try await guest.client.get(
                "/api/v1/runs/R-1/log", ["offset": "-100", "stream": "stderr"])
            #expect(piece.offset == 900)
            #expect(piece.text.count == 100)
            #expect(piece.isComplete)
            let none: LogBody = try await guest.client.get("/api/v1/runs/R-1/log", ["offset": "-100"])
            #expect(none.text.isEmpty)
            #expect(none.next == 0)
        }
    }
}
