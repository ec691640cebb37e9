import Domain
import Foundation
import Storage
import Testing
import Wire

@testable import HTTP

/// Whatever is sent, the answer is a problem that says what was wrong, and the server goes on.
@Suite("problems", .timeLimit(.minutes(1))) struct ProblemTests {
    private static let tickets = "/api/v1/tickets"

    struct Case: Sendable, CustomTestStringConvertible {
        let method: String
        let target: String
        var body: String?
        let status: Int
        let code: String
        var testDescription: String { "\(method) \(target.prefix(60)) \((body ?? "").prefix(60)) → \(status)" }
    }

    private static func post(_ body: String, _ status: Int, _ code: String, to target: String = tickets) -> Case {
        Case(method: "POST", target: target, body: body, status: status, code: code)
    }

    private static func get(_ target: String, _ status: Int, _ code: String) -> Case {
        Case(method: "GET", target: target, status: status, code: code)
    }

    private static let bodies = [
        post("", 400, "missing_field"), post("{}", 400, "missing_field"), post("{", 400, "invalid_json"),
        post("null", 400, "wrong_type"), post("[]", 400, "wrong_type"), post("1", 400, "wrong_type"),
        post("{\"title\": 1}", 400, "wrong_type"), post("{\"title\": null}", 400, "wrong_type"),
        post("{\"title\": \"a\", \"labels\": \"b\"}", 400, "wrong_type"),
        post("{\"title\": \"a\", \"labels\": [1]}", 400, "wrong_type"),
        post("{\"title\": \"a\", \"isBacklog\": 1}", 400, "wrong_type"),
        post("{\"title\": \"a\"} {}", 400, "invalid_json"),
        post(String(repeating: "[", count: 100_000), 400, "invalid_json"),
        post("{\"title\": \"a\", \"priority\": \"soon\"}", 400, "bad_priority"),
        post("{\"title\": \"a\", \"blockers\": [\"R-1\"]}", 400, "not_an_identifier"),
        post("{\"title\": \"a\", \"blockers\": [\"T-99\"]}", 404, "unknown_ticket"),
        post("{\"title\": \"a\", \"parent\": \"T-99\"}", 404, "unknown_ticket"),
        post("{\"title\": \"a\", \"project\": \"moon\"}", 404, "unknown_project"),
        post("{\"title\": \"a\", \"assignee\": \"nobody\"}", 404, "unknown_agent"),
        post("{\"title\": \" \"}", 422, "empty_title"),
        post("{\"title\": \"\(String(repeating: "x", count: 501))\"}", 422, "text_too_long"),
        post("{\"text\": \"\"}", 422, "empty_text", to: "\(tickets)/T-1/comments"),
        post("{\"text\": \"x\"}", 404, "unknown_ticket", to: "\(tickets)/T-99/comments"),
        post("", 409, "ticket_not_waiting", to: "\(tickets)/T-1/reopen"),
        post("{\"path\": \"here\"}", 400, "bad_path", to: "/api/v1/backups"),
        post("{\"path\": \"/taken\"}", 409, "place_taken", to: "/api/v1/backups"),
        post("{\"path\": \"/nowhere\"}", 503, "outside", to: "/api/v1/backups"),
        post("{\"agent\": \"nobody\"}", 404, "unknown_agent", to: "/api/v1/pause"),
        Case(
            method: "PATCH", target: "\(tickets)/T-1", body: "{\"blockers\": [\"T-2\"]}", status: 422,
            code: "blocker_cycle"),
    ]

    private static let targets = [
        get("/nowhere", 404, "unknown_path"), get("/api/v1/nowhere", 404, "unknown_path"),
        get("/api/v2/board", 404, "unknown_path"),
        get("\(tickets)/T-99", 404, "unknown_ticket"), get("/api/v1/runs/R-99", 404, "unknown_run"),
        get("/api/v1/runs/R-99/log", 404, "unknown_run"), get("/api/v1/agents/nobody", 404, "unknown_agent"),
        get("\(tickets)/R-1", 404, "not_an_identifier"), get("\(tickets)/T-0x1", 404, "not_an_identifier"),
        get("\(tickets)/T-99999999999999999999", 404, "not_an_identifier"),
        get("\(tickets)/%00", 404, "not_an_identifier"), get("\(tickets)/%ff", 404, "not_an_identifier"),
        get("\(tickets)/T-1%2F..%2FT-2", 404, "not_an_identifier"),
        get("\(tickets)?limit=0", 400, "bad_parameter"), get("\(tickets)?limit=1001", 400, "bad_parameter"),
        get("\(tickets)?limit=x", 400, "bad_parameter"), get("\(tickets)?limit=", 400, "bad_parameter"),
        get("\(tickets)?state=strange", 400, "bad_parameter"), get("\(tickets)?after=R-7", 400, "not_an_identifier"),
        get("/api/v1/board?limit=-1", 400, "bad_parameter"), get("/api/v1/journal?after=-1", 400, "bad_parameter"),
        get("/api/v1/runs?live=perhaps", 400, "bad_parameter"),
        get("/api/v1/runs/R-1/log?stream=stdin", 400, "bad_parameter"),
        get("/api/v1/runs/R-1/log?offset=9999999999999999999", 400, "bad_parameter"),
        get("/api/v1/events?after=1000", 400, "bad_parameter"), get("/api/v1/events?after=-1", 400, "bad_parameter"),
        get("/api/v1/events?after=x", 400, "bad_parameter"),
        get("/assets/index.html", 404, "unknown_asset"), get("/assets/..%2fServer.swift", 404, "unknown_asset"),
        get("/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd", 404, "unknown_asset"),
        get("/assets/../../etc/passwd", 404, "unknown_path"), get("/assets//etc/passwd", 404, "unknown_path"),
        Case(method: "PUT", target: "/api/v1/board", status: 405, code: "method_not_allowed"),
    ]

    @Test func whateverIsWrongIsSaid() async throws {
        let house = try await House()
        try await house.furnish()
        try await house.serving { guest in
            for wrong in Self.bodies + Self.targets {
                let answer = try await guest.raw(wrong.method, wrong.target, body: wrong.body)
                #expect(answer.status == wrong.status, "\(wrong.testDescription): \(answer.body)")
                try expectProblem(answer, wrong.code, "\(wrong.testDescription)")
            }
            #expect(try await guest.raw("GET", "/api/v1/health", []).status == 200)
        }
    }

    private func expectProblem(_ answer: RawAnswer, _ code: String, _ what: Testing.Comment) throws {
        #expect(answer.headers["content-type"] == "application/problem+json", what)
        // What is no problem fails below, with a comment that says which answer it was.
        let problem = try? JSONDecoder().decode(ProblemBody.self, from: Data(answer.body.utf8))
        #expect(problem?.code == code, what)
        #expect(problem?.status == answer.status, what)
        #expect(problem?.type.hasSuffix("#\(code)") == true, what)
        #expect(problem?.detail.hasSuffix(".") == true, what)
        expectGuarded(answer, what)
    }

    @Test func theFieldIsNamed() async throws {
        try await House().serving { guest in
            let answer = try await guest.raw("POST", Self.tickets, body: "{\"title\": \"a\", \"labels\": [\"b\", 2]}")
            #expect(answer.body.contains("The field `labels.1` must be a text."))
        }
    }

    @Test func textThatIsNoUTF8() async throws {
        try await House().serving { guest in
            let body = Array("{\"title\": \"".utf8) + [0xc3, 0x28] + Array("\"}".utf8)
            let answer = try await RawClient(port: guest.port).answer(
                RawRequest(method: "POST", target: Self.tickets, headers: [Guest.bearer], body: body))
            try expectProblem(answer, "invalid_utf8", "invalid UTF-8")
        }
    }

    @Test func aBodyOfTenMegabytesAndTheConnectionGoesOn() async throws {
        try await House().serving { guest in
            let huge = RawRequest(
                method: "POST", target: Self.tickets, headers: [Guest.bearer],
                body: Array(repeating: UInt8(ascii: "x"), count: 10 << 20), keepsOpen: true)
            let next = RawRequest(target: "/api/v1/health")
            let text = try await RawClient(port: guest.port).exchange(
                huge.bytes(port: guest.port) + next.bytes(port: guest.port))
            try expectProblem(RawAnswer(String(text.prefix { $0 != "}" }) + "}"), "body_too_large", "10 MB")
            #expect(text.hasSuffix("{\"status\":\"ok\"}"))
        }
    }

    @Test func headersWithoutAnEndAreRefused() async throws {
        try await House().serving { guest in
            let request = RawRequest(
                target: "/", headers: ["X-Long: \(String(repeating: "x", count: 1 << 20))"])
            let answer = try await RawClient(port: guest.port).answer(request)
            #expect(answer.status == 400)
            #expect(
                try await RawClient(port: guest.port).exchange(Array("nonsense\r\n\r\n".utf8)).hasPrefix("HTTP/1.1 400")
            )
            #expect(try await guest.raw("GET", "/api/v1/health", []).status == 200)
        }
    }

    @Test func identifiersMayBePercentEncoded() async throws {
        let house = try await House()
        try await house.furnish()
        try await house.serving { guest in
            for target in ["/tickets/T%2D1", "/agents/%61da", "/tickets?state=todo%2Cbacklog"] {
                let answer = try await guest.raw("GET", "/api/v1\(target)")
                #expect(answer.status == 200, "\(target)")
            }
        }
    }

    @Test func failuresOfTheDatabase() {
        let full = Problem(StorageFailure(.diskFull, "Full."))
        #expect(full.status.code == 507)
        #expect(full.code == "disk_full")
        #expect(Problem(StorageFailure(.busy, "Busy.")).status.code == 503)
        struct Secret: Error { let token = "hidden" }
        let defect = Problem(Secret())
        #expect(defect.status.code == 500)
        #expect(!defect.detail.contains("hidden"))
    }

    @Test(arguments: Rejection.Code.allCases)
    func everyRejectionHasItsStatus(code: Rejection.Code) {
        let problem = Problem(Rejection(code, "No."))
        #expect([403, 404, 409, 422].contains(problem.status.code))
        #expect(problem.code == code.rawValue)
    }
}
