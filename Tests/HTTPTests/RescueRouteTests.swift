import Domain
import Testing
import Wire

@testable import HTTP

@Suite("rescues over HTTP", .timeLimit(.minutes(1))) struct RescueRouteTests {
    private static let path = "/api/v1/rescues"
    private static let one = "\(path)/T-1/1700000000"

    private func house(landed: Int = 0) async throws -> House {
        let house = try await House()
        for number in 0..<landed {
            let id = try #require(Rescue.ID(ticket: "T-2", name: "\(1_700_000_100 + number)"))
            let rescue = Rescue(id: id, reason: .landed, branch: "skein/T-2", base: "b1", commit: "l\(number)")
            house.shelf.state.withLock { $0.rescues.append(rescue) }
        }
        return house
    }

    @Test func listsWhatMayBeMissedTheLatestFirst() async throws {
        try await house(landed: 3).serving { guest in
            let some: PageBody<RescueBody> = try await guest.client.get(Self.path)
            #expect(some.items.map(\.id) == ["T-1/1700000000"])
            #expect(some.items.map(\.note) == ["the ticket was closed"])
            #expect(some.items.map(\.savedAt) == [1_700_000_000_000])
            let first: PageBody<RescueBody> = try await guest.client.get(Self.path, ["landed": "true", "limit": "2"])
            #expect(first.items.map(\.id) == ["T-2/1700000102", "T-2/1700000101"])
            let query = ["landed": "true", "limit": "2", "after": first.next ?? ""]
            let second: PageBody<RescueBody> = try await guest.client.get(Self.path, query)
            #expect(second.items.map(\.id) == ["T-2/1700000100", "T-1/1700000000"] && second.next == nil)
            let ofTicket: PageBody<RescueBody> = try await guest.client.get(Self.path, ["ticket": "T-2"])
            #expect(ofTicket.items.isEmpty)
        }
    }

    @Test func showsThePatch() async throws {
        try await house().serving { guest in
            let whole: RescueDetailBody = try await guest.client.get(Self.one)
            #expect(whole.patch == "diff of c0" && !whole.isCut && whole.rescue.commit == "c0")
            let cut: RescueDetailBody = try await guest.client.get(Self.one, ["limit": "4"])
            #expect(cut.patch == "diff" && cut.isCut)
        }
    }

    @Test func restoresIntoANewBranchAndOverwritesNone() async throws {
        let house = try await house()
        try await house.serving { guest in
            let restored: RestoredBody = try await guest.client.post("\(Self.one)/restore", RestoreBody())
            #expect(restored == RestoredBody(commit: "c0", branch: "rescued/T-1-1700000000"))
            let taken = try await guest.raw("POST", "\(Self.one)/restore", body: "{\"branch\": \"main\"}")
            #expect(taken.status == 409 && taken.body.contains("branch_exists"), "\(taken.body)")
        }
        #expect(house.shelf.state.withLock { $0.branches } == ["main": "0", "rescued/T-1-1700000000": "c0"])
    }

    @Test func theNextRunOfATicketStartsFromIt() async throws {
        let house = try await house(landed: 1)
        try await house.serving { guest in
            try await guest.createTickets(2)
            for _ in 0..<2 {
                let restored: RestoredBody = try await guest.client.post(
                    "\(Self.one)/restore", RestoreBody(ticket: "T-1"))
                #expect(restored == RestoredBody(commit: "c0", ticket: "T-1"))
            }
            let detail: TicketDetailBody = try await guest.client.get("/api/v1/tickets/T-1")
            #expect(detail.comments.map(\.text) == ["The next run starts from rescue T-1/1700000000, commit c0."])
            let other = "\(Self.path)/T-2/1700000100/restore"
            for (target, body, status, code) in [
                (other, "{\"ticket\": \"T-1\"}", 409, "restore_waiting"),
                (other, "{\"ticket\": \"T-9\"}", 404, "unknown_ticket"),
                (other, "{\"ticket\": \"T-1\", \"branch\": \"a\"}", 400, "bad_parameter"),
                ("\(Self.path)/T-9/1/restore", "{}", 404, "unknown_rescue"),
                ("\(Self.path)/T-9/now/restore", "{}", 404, "not_an_identifier"),
            ] {
                let answer = try await guest.raw("POST", target, body: body)
                #expect(answer.status == status && answer.body.contains(code), "\(answer.body)")
            }
            let _: TicketBody = try await guest.client.post("/api/v1/tickets/T-2/cancel", ReasonRequestBody())
            let closed = try await guest.raw("POST", "\(Self.one)/restore", body: "{\"ticket\": \"T-2\"}")
            #expect(closed.status == 409 && closed.body.contains("ticket_closed"), "\(closed.body)")
        }
    }

    @Test func aRepositoryThatFailsIsASentence() async throws {
        let house = try await house()
        house.shelf.state.withLock { $0.isBroken = true }
        try await house.serving { guest in
            let answer = try await guest.raw("GET", Self.path)
            #expect(answer.status == 409 && answer.body.contains("the disk is gone: mend it"), "\(answer.body)")
        }
    }
}
