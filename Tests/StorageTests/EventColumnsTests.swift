import Domain
import Testing

@testable import Storage

@Suite("Events as columns of the journal")
struct EventColumnsTests {
    @Test("every event comes back from its columns as it was", arguments: Self.events)
    func roundTrip(event: Event) throws {
        let columns = try EventColumns(event)
        #expect(try columns.event() == event)
        #expect(columns.payload.hasPrefix("{") && columns.payload.hasSuffix("}"))
        #expect(!columns.payload.contains("\n"))
    }

    @Test("there is an example of every case")
    func complete() throws {
        let names = Dictionary(grouping: try Self.events.map(EventColumns.init), by: \.noun).mapValues {
            Set($0.map(\.name)).count
        }
        // The number of cases in each Event enum: a new case needs an example here.
        #expect(
            names == [
                "workspace": 9, "project": 2, "agent": 4, "ticket": 16, "run": 14, "change": 11, "request": 5,
                "message": 7, "schedule": 6, "rule": 4,
            ])
    }

    @Test("a noun, name or identifier that this program does not know is refused")
    func unknown() {
        for (noun, subject, name) in [("goose", "", "done"), ("ticket", "x", "done"), ("ticket", "T-1", "flown")] {
            let columns = EventColumns(noun: noun, subject: subject, name: name, payload: "{}")
            #expect(throws: (any Error).self) { try columns.event() }
        }
    }

    static let hostile = "\u{301}\"}{\\ \r\n\u{2028}é👩‍👩‍👧 ' -- \u{7F}\u{0}"

    static let events: [Event] = workspaces + tickets + runs + changes + requests + messages + schedules + rules

    private static let workspaces: [Event] = [
        .workspace(.configured(settings: .init(name: hostile))),
        .workspace(.serverStarted(epoch: .max, isAfterCrash: true)), .workspace(.serverStopped),
        .workspace(
            .frozen(
                freeze: .init(cause: .restartLoop, by: hostile, reason: hostile, since: Board.now, until: Board.now))),
        .workspace(.thawed), .workspace(.diskFilled(usedPercent: 99)), .workspace(.diskFreed(usedPercent: 1)),
        .workspace(.lagged(by: .seconds(2))),
        .workspace(
            .breakerTurned(
                breaker: .init(
                    subject: .account(harness: hostile), state: .open(until: Board.now), reason: hostile, trips: 1))),
        .project(Board.web, .configured(definition: .init(path: hostile, target: "main", gates: [Board.gate]))),
        .project(Board.web, .retired),
        .agent(
            Board.ada,
            .configured(
                definition: .init(
                    harness: .command(CommandHarness(argv: [hostile], prompt: .file)), manager: Board.ada,
                    instructions: hostile, environment: [hostile: hostile]))),
        .agent(Board.ada, .retired), .agent(Board.ada, .paused(reason: hostile)), .agent(Board.ada, .resumed),
    ]

    private static let tickets: [Event] = [
        .created(content: content, openBlockers: [id], isBacklog: true), .edited(content: content, openBlockers: []),
        .commented(author: hostile, text: hostile), .checkedOut(run: run),
        .parked(until: Instant(milliseconds: .max), failures: 1), .blocked(blockage: .init(reason: hostile)),
        .fellBack(fallback: 2), .submitted(change: change, summary: hostile), .returned(returns: 1),
        .done(summary: hostile),
        .cancelled(reason: hostile), .blockerFinished(blocker: id), .reopened, .handedOver(to: Board.ada),
        .created(content: content, openBlockers: [], isBacklog: false, purpose: .wake, chain: [Board.ada]),
        .blocked(blockage: .init(reason: hostile, by: hostile, request: Request.ID(number: 1))),
        .answered(request: Request.ID(number: 1)), .waits(summary: hostile),
    ].map { .ticket(id, $0) }

    private static let runs: [Event] =
        [
            .claimed(ticket: id, agent: Board.ada, project: Board.web, attempt: 1, lease: .init(token: .max, epoch: 1)),
            .claimed(
                ticket: id, agent: Board.ada, project: Board.web, attempt: 1, lease: .init(token: 1, epoch: 1),
                choice: .init(harness: hostile, model: hostile, effort: hostile, resumes: hostile)),
            .sessionStarted(session: hostile), .used(usage: .init(inputTokens: .max, costUSD: 0.1)),
            .told(control: .say(text: hostile)), .told(control: .interrupt), .stopRequested(reason: .asked),
            .adopted(lease: .init(token: 1, epoch: 1)), .processStarted(base: Board.base),
            .alarmed(
                alarm: .init(
                    watchdog: .silence, grade: .note, since: Board.now, step: 0, at: Board.now, seen: hostile,
                    tree: hostile, record: hostile)),
            .caused(chain: [Board.ada]), .progressed(text: hostile), .declared(declaration: .done(summary: hostile)),
            .declared(declaration: .blocked(reason: hostile)),
            .declared(declaration: .handedOver(to: Board.ada, brief: hostile)), .swept(processes: 3),
            .leftWork(head: Board.head), .stopRequested(reason: .cancelled),
            .ended(outcome: .succeeded(summary: hostile)),
            .ended(outcome: .cancelled),
        ].map { .run(run, $0) }
        + [
            Run.Failure.cannotStart(hostile), .exitStatus(-1), .killed(signal: 9), .timedOut, .outputLimit, .noChange,
            .badResult(hostile), .reported(hostile), .stalled(hostile), .lost,
            .agent(AgentFailure(.rateLimited, hostile, until: Instant(milliseconds: 1))),
        ].map { .run(run, .ended(outcome: .failed($0))) }

    private static let changes: [Event] = [
        .submitted(ticket: id, run: run, project: Board.web, head: Board.head),
        .candidateBuilt(candidate: Board.candidate), .gateFinished(result: Board.passed), .proven,
        .publishing(commit: Board.head), .landed(commit: Board.head),
        .rejected(evidence: .init(gate: hostile, tree: "", output: hostile)), .conflicted(files: [hostile]),
        .conflicted(files: [], root: Board.base),
        .held(reason: hostile), .requeued(reason: hostile), .withdrawn,
    ].map { .change(change, $0) }

    private static let requests: [Event] = [
        .asked(
            run: run, ticket: id, agent: Board.ada,
            content: .init(
                id: hostile, kind: .question, title: hostile, detail: hostile,
                options: [.init(id: hostile, label: hostile, effect: .allowAlways)])),
        .answered(answer: .deny(reason: hostile), by: hostile), .answered(answer: .reply(text: hostile), by: hostile),
        .asked(
            run: run, ticket: id, agent: Board.ada, content: .init(id: "", kind: .loop, title: hostile),
            terms: .init(
                to: Board.ada, outlivesRun: true, isAwaited: true, expiresAt: Board.now,
                fallback: .reply(text: hostile), about: Board.ada)),
        .escalated(terms: .init()), .expired(answer: nil), .expired(answer: .allow),
        .answered(answer: .allow, by: ""), .answered(answer: .allowAlways, by: ""), .withdrawn,
    ].map { .request(Request.ID(number: 1), $0) }

    private static let messages: [Event] = [
        .sent(
            content: .init(
                kind: .letter, from: hostile, to: Board.ada, ticket: id, text: hostile, chain: [Board.ada],
                key: hostile, expiresAt: Board.now)),
        .delivered(run: run), .read(run: run), .acted(run: run), .returned, .died(reason: hostile), .released,
    ].map { .message(Message.ID(number: 1), $0) }

    private static let daily: Cron = {
        do { return try Cron("@daily") } catch { preconditionFailure("\(error)") }
    }()

    private static let schedules: [Event] = [
        .configured(
            definition: .init(
                cron: daily, zone: hostile, jitter: .hours(1), catchUp: .all, overlap: true,
                ticket: .init(title: hostile, body: hostile, project: Board.web, assignee: Board.ada, labels: [hostile])
            )),
        .retired, .fired(due: Board.now, ticket: id, missed: 3), .ran(ticket: id), .heldUp(due: Board.now),
        .passed(until: Board.now, note: hostile),
    ].map { .schedule(Schedule.ID(name: "news"), $0) }

    private static let rules: [Event] = [
        .configured(
            definition: .init(
                event: .requestAsked,
                filter: .init(project: Board.web, agent: Board.ada, label: hostile, title: hostile),
                action: .ticket(.init(title: hostile)))),
        .configured(definition: .init(event: .runFailed, action: .comment(hostile))), .retired,
        .fired(position: .max, ticket: id, wrote: .ticket(id: id), depth: 1),
        .fired(position: 1, ticket: id, wrote: .comment, depth: 1),
        .fired(position: 1, ticket: id, wrote: .message(id: Message.ID(number: 1)), depth: 1),
        .configured(definition: .init(event: .runFailed, action: .message(to: Board.ada, text: hostile))),
        .stopped(position: 1, ticket: id, note: hostile),
    ].map { .rule(Rule.ID(name: "check"), $0) }

    private static let id = Ticket.ID(number: .max)
    private static let run = Run.ID(number: 1)
    private static let change = Change.ID(number: 1)
    private static let content = Ticket.Content(
        title: hostile, body: hostile, project: Board.web, assignee: Board.ada, priority: .urgent, labels: [hostile],
        parent: id, blockers: [id])
}
