import Domain
import Hummingbird
import Orchestration
import Storage
import Wire

extension API {
    var scheduleRoutes: [Route] {
        [
            Route(.get, "/api/v1/schedules", listSchedules),
            Route(.post, "/api/v1/schedules/{name}/run", runSchedule),
        ]
    }

    @Sendable func listSchedules(_ request: Request, _ context: ClientContext) async throws -> Response {
        let count = try request.number("times", default: 3, in: 1...100)
        let standings = try await engine.standings(zones, at: engine.clock.now)
        return .json(PageBody(items: standings.map { ScheduleBody($0, times: count) }, next: nil))
    }

    @Sendable func runSchedule(_ request: Request, _ context: ClientContext) async throws -> Response {
        let name = Schedule.ID(name: context.parameter("name"))
        let written = try await engine.run(name, zones, by: person)
        let ticket = try await engine.store.read { transaction in try written.flatMap { try transaction.ticket($0) } }
        guard let ticket else { throw Rejection.unknown(name, known: []) }
        return .json(TicketBody(ticket), status: .created)
    }
}

extension ScheduleBody {
    fileprivate init(_ standing: ScheduleStanding, times: Int) {
        let (schedule, definition) = (standing.schedule, standing.schedule.definition)
        self.init(
            name: schedule.id.name, cron: definition.cron.text, zone: definition.zone, title: definition.ticket.title,
            assignee: definition.ticket.assignee?.name,
            next: standing.next(times).map { schedule.start(of: $0).milliseconds },
            ticket: schedule.ticket?.description, note: schedule.note)
    }
}
