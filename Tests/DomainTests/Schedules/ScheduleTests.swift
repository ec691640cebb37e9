import Domain
import Testing

/// Schedules as values: what is decided, and what the decisions make of them.
@Suite("Schedules")
struct ScheduleTests {
    private static let news = Schedule.ID(name: "news")
    private static let start = Instant(milliseconds: 1_767_225_600_000)

    /// A day, hour by hour, played with the reconciler and the commands as a store would.
    private struct World {
        var schedule: Schedule
        var fired: [Instant: Ticket.ID] = [:]
        var isOpen = false
        var changedAt: Instant?
        var written: [Instant] = []
        var missed: [Int] = []

        init(
            _ cron: String = "0 * * * *", jitter: Span = Span(milliseconds: 0), catchUp: Schedule.CatchUp = .one,
            overlap: Bool = false, since: Instant = ScheduleTests.start
        ) throws {
            schedule = Schedule(id: ScheduleTests.news)
            let template = TicketTemplate(title: "News of {date}", project: Given.web)
            let definition = Schedule.Definition(
                cron: try Cron(cron), jitter: jitter, catchUp: catchUp, overlap: overlap, ticket: template)
            schedule.apply(.configured(definition: definition), at: since)
        }

        private var standing: ScheduleStanding {
            ScheduleStanding(
                schedule: schedule, isTicketOpen: isOpen, ticketChangedAt: changedAt,
                fired: Set(fired.keys.filter { $0 > schedule.decidedUntil }), zone: .utc)
        }

        private func slice(_ due: Instant) -> ScheduleSlice {
            let context = TicketContext(
                project: Given.project(), assignee: nil, knownProjects: [Given.web], knownAgents: [])
            return ScheduleSlice(
                schedule: schedule, known: [schedule.id], hasFired: fired[due] != nil, isTicketOpen: isOpen,
                create: .init(next: Ticket.ID(number: Int64(written.count + 1)), context: context))
        }

        /// Decides and applies until there is nothing left; returns when to look again.
        mutating func settle(at now: Instant, times: Int = 20) throws -> Instant? {
            for _ in 0..<times {
                let (actions, nextAt) = reconcileSchedules([standing], at: now)
                if actions.isEmpty { return nextAt }
                for action in actions { try perform(action, at: now) }
            }
            Issue.record("it never comes to rest")
            return nil
        }

        private mutating func perform(_ action: ScheduleAction, at now: Instant) throws {
            switch action {
            case .fire(let id, let due, let missed):
                let command = FireSchedule(schedule: id, due: due, missed: missed, offset: 0)
                let events = try command.decide(slice(due), at: now)
                apply(events, at: now)
                #expect(try command.decide(slice(due), at: now) == [], "a second try does nothing")
            case .pass(let id, let until, let note):
                let command = PassSchedule(schedule: id, until: until, note: note)
                apply(try command.decide(slice(until), at: now), at: now)
            }
        }

        private mutating func apply(_ events: [Event], at now: Instant) {
            for case .schedule(_, let event) in events {
                schedule.apply(event, at: now)
                guard case .fired(let due, let ticket, let count) = event else { continue }
                fired[due] = ticket
                written.append(due)
                missed.append(count)
                isOpen = true
            }
        }

        mutating func close(at instant: Instant) {
            isOpen = false
            changedAt = instant
        }
    }

    private func hour(_ hours: Int64) -> Instant { Self.start + .hours(hours) }

    @Test("each time has its ticket, once, and in between nothing happens")
    func onTime() throws {
        var world = try World()
        #expect(try world.settle(at: hour(0)) == hour(1))
        for number in Int64(1)...24 {
            #expect(try world.settle(at: hour(number)) == hour(number + 1))
            world.close(at: hour(number))
        }
        #expect(world.written == (1...24).map(hour))
    }

    @Test("what was missed is caught up with as the policy says", arguments: Schedule.CatchUp.allCases)
    func catchUp(policy: Schedule.CatchUp) throws {
        var world = try World(catchUp: policy, overlap: true)
        #expect(try world.settle(at: hour(5) + .minutes(30)) == hour(6))
        switch policy {
        case .none:
            #expect(world.written == [])
            #expect(world.schedule.note == "no server was there at its time")
        case .one:
            #expect(world.written == [hour(5)])
            #expect(world.missed == [4])
        case .all: #expect(world.written == (1...5).map(hour))
        }
        #expect(try world.settle(at: hour(6) + .seconds(10)) == hour(7))
        #expect(world.written.last == hour(6), "what comes on time is written whatever the policy")
    }

    @Test("after a month away no more than 24 are caught up with")
    func bound() throws {
        var world = try World(catchUp: .all, overlap: true)
        _ = try world.settle(at: hour(720))
        #expect(world.written == (697...720).map(hour))
    }

    @Test("while the last ticket is open nothing is written, and its end catches nothing up")
    func overlap() throws {
        var world = try World()
        _ = try world.settle(at: hour(1))
        #expect(try world.settle(at: hour(2)) == nil, "only the ticket's end changes anything")
        #expect(world.schedule.note == "its last ticket, T-1, is still open")
        #expect(try world.settle(at: hour(9)) == nil)
        world.close(at: hour(9) + .minutes(30))
        #expect(try world.settle(at: hour(9) + .minutes(30)) == hour(10))
        #expect(try world.settle(at: hour(10)) == nil || world.written == [hour(1), hour(10)])
        #expect(world.written == [hour(1), hour(10)])
    }

    @Test("times after the ticket's end were missed by the server, not held up")
    func missedAfterTheEnd() throws {
        var world = try World()
        _ = try world.settle(at: hour(1))
        _ = try world.settle(at: hour(2))
        world.close(at: hour(3) + .minutes(1))
        _ = try world.settle(at: hour(8) + .minutes(5))
        #expect(world.written == [hour(1), hour(8)])
        #expect(world.missed == [0, 4])
    }

    @Test("a clock that is set back fires nothing twice and goes on", arguments: [1, 3, 24 * 400] as [Int64])
    func setBack(hours: Int64) throws {
        var world = try World(overlap: true, since: Self.start + .hours(-24 * 500))
        world.schedule.decidedUntil = hour(9)
        _ = try world.settle(at: hour(10))
        let back = hour(10 - hours) + .minutes(30)
        #expect(try world.settle(at: back) == (hours == 1 ? hour(11) : hour(11 - hours)))
        for number in (11 - hours)...(13 - hours + 2) { _ = try world.settle(at: hour(number)) }
        #expect(Set(world.written).count == world.written.count, "\(world.written)")
        #expect(world.written.contains(hour(12 - hours + 1)))
    }

    @Test("a clock that jumps a year ahead and back leaves one ticket, and the schedule works")
    func jump() throws {
        var world = try World(overlap: true)
        _ = try world.settle(at: hour(1))
        _ = try world.settle(at: hour(8760))
        _ = try world.settle(at: hour(2))
        _ = try world.settle(at: hour(3))
        #expect(world.written == [hour(1), hour(8760), hour(3)])
    }

    @Test("jitter puts a time off by less than its span, always by the same, and different ones differently")
    func jitter() throws {
        let world = try World(jitter: .minutes(30))
        let parts = (1...200).map { world.schedule.start(of: hour($0)) - hour($0) }
        #expect(parts.allSatisfy { $0 >= Span(milliseconds: 0) && $0 < .minutes(30) })
        #expect(parts == (1...200).map { world.schedule.start(of: hour($0)) - hour($0) })
        for third in Int64(0)..<3 {
            let count = parts.count { $0.milliseconds / 600_000 == third }
            #expect((30...110).contains(count), "\(count) of 200 in third \(third)")
        }
        var other = world
        _ = try other.settle(at: hour(1))
        #expect(other.written == [] || world.schedule.start(of: hour(1)) == hour(1))
        _ = try other.settle(at: world.schedule.start(of: hour(1)))
        #expect(other.written == [hour(1)])
    }

    @Test("a new calendar does not bring old times back; the same one keeps what was decided")
    func reconfigured() throws {
        var world = try World("0 9 * * *")
        var definition = world.schedule.definition
        definition.ticket.title = "Other"
        world.schedule.apply(.configured(definition: definition), at: hour(15))
        #expect(world.schedule.decidedUntil == hour(0))
        definition.cron = try Cron("0 12 * * *")
        world.schedule.apply(.configured(definition: definition), at: hour(15))
        #expect(try world.settle(at: hour(15)) == hour(36))
        #expect(world.written == [])
    }

    @Test("the ticket's places are filled in once, and only those that there are")
    func places() throws {
        var schedule = try World().schedule
        schedule.definition.ticket.title = "{schedule} {date} {time} {weekday} {week} {month} {year} {x} {date"
        let content = schedule.content(at: CivilTime(day: 20_454, minute: 545))
        #expect(content.title == "news 2026-01-01 09:05 Thursday 2026-W01 2026-01 2026 {x} {date")
    }

    @Test("a ticket that cannot be written lets its time pass, with the reason")
    func unwritable() throws {
        let world = try World()
        let context = TicketContext(project: nil, assignee: nil, knownProjects: [], knownAgents: [])
        let slice = ScheduleSlice(
            schedule: world.schedule, known: [], hasFired: false, isTicketOpen: false,
            create: .init(next: Given.one, context: context))
        let events = try FireSchedule(schedule: Self.news, due: hour(1), missed: 0, offset: 0).decide(
            slice, at: hour(1))
        guard case .schedule(_, .passed(hour(1), let note))? = events.first else {
            Issue.record("\(events)")
            return
        }
        #expect(note.contains("There is no project web"))
    }
}
