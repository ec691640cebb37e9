import Foundation
import Testing
import Wire

@testable import HTTP

/// The document says what the code does: the same routes, the same fields.
@Suite("openapi.json") struct OpenAPITests {
    private let document: [String: Any]

    init() throws {
        let bytes = Data(Asset.named("openapi.json").bytes.readableBytesView)
        document = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    private func object(_ path: String...) throws -> [String: Any] {
        try path.reduce(document) { try #require($0[$1] as? [String: Any], "\(path)") }
    }

    @Test func hasEveryRouteAndNoOther() async throws {
        let described = try object("paths").flatMap { path, methods in
            ((methods as? [String: Any]) ?? [:]).keys.map { "\($0.uppercased()) \(path)" }
        }
        let routes = try await House().serving { guest in
            guest.api.routes + guest.api.toolRoutes + Pages(access: guest.access).routes
        }
        #expect(described.sorted() == routes.map { "\($0.method.rawValue) \($0.path)" }.sorted())
    }

    /// The routes that are open to others than the holder of the workspace's token.
    private func routes(secured: ([[String: Any]]) -> Bool) throws -> [String] {
        try object("paths").flatMap { path, methods in
            ((methods as? [String: [String: Any]]) ?? [:])
                .filter { ($1["security"] as? [[String: Any]]).map(secured) == true }
                .map { "\($0.key.uppercased()) \(path)" }
        }.sorted()
    }

    @Test func openRoutesAreThoseOfTheDoor() async throws {
        let pages = Pages(access: Access(token: "t")).routes
        #expect(try routes { $0.isEmpty } == pages.map { "\($0.method.rawValue) \($0.path)" }.sorted())
    }

    @Test func routesOfARunAreItsTools() async throws {
        let tools = try await House().serving { $0.api.toolRoutes.map { "\($0.method.rawValue) \($0.path)" } }
        #expect(try routes { $0.map { Array($0.keys) } == [["run"]] } == tools.sorted())
    }

    @Test func everyReferenceLeadsSomewhere() throws {
        let text = String(decoding: Asset.named("openapi.json").bytes.readableBytesView, as: UTF8.self)
        for match in text.matches(of: /"#\/components\/([a-z]+)\/(\w+)"/) {
            _ = try object("components", String(match.1), String(match.2))
        }
    }

    @Test(arguments: Samples.all.map(\.name))
    func schemaIsTheWireType(name: String) throws {
        let value = try #require(Samples.all.first { $0.name == name }).value
        let schema = try object("components", "schemas", name)
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        let fields = Mirror(reflecting: value).children.map { (label: $0.label ?? "", value: $0.value) }
        #expect(properties.keys.sorted() == fields.map(\.label).sorted())
        let required = fields.filter { Mirror(reflecting: $0.value).displayStyle != .optional }.map(\.label)
        #expect(((schema["required"] as? [String]) ?? []).sorted() == required.sorted())
        for field in fields {
            let kind = properties[field.label].map { $0["type"] as? String ?? "object" }
            #expect(kind == Self.kind(of: type(of: field.value)), "\(name).\(field.label)")
        }
    }

    private static func kind(of type: any Any.Type) -> String {
        switch type {
        case is String.Type, is String?.Type: "string"
        case is Int.Type, is Int64.Type, is Int64?.Type: "integer"
        case is Bool.Type, is Bool?.Type: "boolean"
        case is Double.Type, is Double?.Type: "number"
        default: "\(type)".contains("Array<") ? "array" : "object"
        }
    }

    @Test func everySchemaHasASample() throws {
        let names = try object("components", "schemas").keys.sorted()
        #expect(names == (Samples.all.map(\.name) + ["HealthBody"]).sorted())
    }
}

/// One value of each type that goes over the wire.
enum Samples {
    static let all: [(name: String, value: any Sendable)] =
        [
            ("AgentBody", agent), ("CapabilityBody", CapabilityBody(name: "", isSupported: true, reason: "")),
            ("ProjectBody", ProjectBody(name: "", path: "", target: "", gates: [], isRetired: false)),
            ("BoardBody", board), ("StatusBody", status), ("JournalBody", entry), ("TicketBody", ticket),
            ("RunBody", run),
            ("ProblemBody", ProblemBody(type: "", title: "", status: 0, detail: "", code: "")),
            ("JournalVerdictBody", JournalVerdictBody(entries: 0, faults: [])),
            ("BackupBody", BackupBody(path: "", revision: 0, takenAt: 0, files: 0, bytes: 0)),
            ("VerificationBody", VerificationBody(entries: 0, findings: [])),
            ("FindingBody", FindingBody(subject: "", fault: "", advice: "")),
            ("LoginCodeBody", LoginCodeBody(code: "")), ("ConfigurationErrorBody", ConfigurationErrorBody(error: nil)),
            ("CommentBody", CommentBody(author: "", text: "", at: 0)), ("WhyBody", why),
            ("TicketDetailBody", TicketDetailBody(ticket: ticket, comments: [], runs: [], changes: [], why: why)),
            ("ReasonBody", ReasonBody(code: "", sentence: "")), ("ChangeBody", change),
            ("GateBody", GateBody(gate: "", tree: "", verdict: "", milliseconds: 0, output: "")),
            ("LogBody", LogBody(run: "", stream: "", offset: 0, next: 0, text: "", isComplete: true)),
            ("OutputBody", OutputBody(run: "", lines: [])), ("RequestBody", request),
            ("SessionMatchBody", match), ("SearchHitBody", hit), ("RescueBody", rescue),
            ("RescueDetailBody", RescueDetailBody(rescue: rescue, patch: "", isCut: false)),
            ("RestoredBody", RestoredBody(commit: "")), ("MessageBody", message), ("ToolAnswer", ToolAnswer("")),
            ("ScheduleBody", schedule),
            ("RuleBody", rule),
            ("DeliveryBody", DeliveryBody(delivery: "")), ("SessionAnswerBody", SessionAnswerBody(text: "")),
            (
                "UsageBody",
                UsageBody(inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, costUSD: nil)
            ),
        ] + requests + pages

    private static let requests: [(name: String, value: any Sendable)] = [
        ("CreateTicketBody", CreateTicketBody(title: "")), ("EditTicketBody", EditTicketBody()),
        ("CommentRequestBody", CommentRequestBody(text: "")), ("ReasonRequestBody", ReasonRequestBody()),
        ("PauseBody", PauseBody(agent: "")), ("FreezeBody", FreezeBody()), ("BackUpBody", BackUpBody()),
        ("SayBody", SayBody(text: "")), ("AnswerBody", AnswerBody(answer: "")), ("RestoreBody", RestoreBody()),
        ("SendBody", SendBody(to: "", text: "")),
    ]
    private static let pages: [(name: String, value: any Sendable)] = [
        ("TicketPage", PageBody(items: [ticket])), ("RunPage", PageBody(items: [run])),
        ("ChangePage", PageBody(items: [change])), ("AgentPage", PageBody(items: [agent])),
        ("JournalPage", PageBody(items: [entry])), ("RequestPage", PageBody(items: [request])),
        ("SessionMatchPage", PageBody(items: [match])), ("SearchHitPage", PageBody(items: [hit])),
        ("RescuePage", PageBody(items: [rescue])),
        ("MessagePage", PageBody(items: [message])),
        ("ToolPage", PageBody(items: [AgentTool.context.listing])),
        ("SchedulePage", PageBody(items: [schedule])),
        ("RulePage", PageBody(items: [rule])),
    ]

    private static let agent = AgentBody(
        name: "", role: "", harness: "", instructions: "", maxRuns: 1, liveRuns: [], isPaused: false, isRetired: false,
        capabilities: [])
    private static let board = BoardBody(
        revision: 0, workspace: "", isFrozen: false, obstacles: [], counts: [:], tickets: [], runs: [], requests: [],
        queue: [],
        agents: [], projects: [])
    private static let status = StatusBody(
        workspace: "", isServed: true, isFrozen: false, obstacles: [], breakers: [], lag: 0, liveRuns: 0,
        openRequests: 0, counts: [:])
    private static let entry = JournalBody(
        position: 1, at: 0, actor: "", noun: "", subject: "", name: "", payload: "", hash: "")
    private static let ticket = TicketBody(
        id: "", title: "", body: "", project: "", priority: "", labels: [], blockers: [], waitsFor: [], state: "",
        note: "", branch: "", failures: 0, returns: 0, comments: 0, summary: "", createdAt: 0, updatedAt: 0)
    private static let run = RunBody(
        id: "", ticket: "", ticketTitle: "", agent: "", project: "", attempt: 1, state: "", note: "", harness: "",
        startedAt: 0, lastLines: [])
    private static let request = RequestBody(
        id: "", run: "", ticket: "", ticketTitle: "", agent: "", kind: "", title: "", detail: "", options: [],
        state: "", askedAt: 0)
    private static let rescue = RescueBody(
        id: "", ticket: "", project: "", savedAt: 0, reason: "", note: "", reference: "", branch: "", base: "",
        commit: "", others: [], files: 0, insertions: 0, deletions: 0, hasUncommitted: false, isFromFiles: false)
    private static let message = MessageBody(
        id: "", kind: "", from: "", to: "", text: "", state: "", sentAt: 0, expiresAt: 0)
    private static let hit = SearchHitBody(kind: "", id: "", title: "", snippet: "")
    private static let schedule = ScheduleBody(
        name: "", cron: "", zone: "", title: "", assignee: nil, next: [], ticket: nil, note: "")
    private static let rule = RuleBody(name: "", event: "", action: "", firings: 0, firedAt: nil, note: "")
    private static let match = SessionMatchBody(run: "", ticket: "", ticketTitle: "", agent: "", at: 0, line: "")
    private static let change = ChangeBody(
        id: "", ticket: "", ticketTitle: "", run: "", agent: "", project: "", state: "", note: "", head: "",
        candidates: 0, gates: [], submittedAt: 0)
    private static let why = WhyBody(ticket: "", state: "", reasons: [])
}
