import Domain
import Testing

@Suite("The order in which tickets start")
struct RankTests {
    let ageing = Span.hours(4)

    @Test("each level of priority is a head start of one ageing")
    func levels() {
        let ranks = Ticket.Priority.allCases.map { priority in
            Given.ticket(content: .init(title: "a", project: Given.web, priority: priority)).rank(ageing: ageing)
        }
        #expect(ranks == (0...3).map { Given.now + .hours(4 * $0) })
    }

    @Test(
        "no stream of urgent tickets holds a low one back longer than three ageings", arguments: [1, 2, 3] as [UInt64])
    func noStarvation(seed: UInt64) {
        var random = Seed(seed)
        var waiting = [ticket(.low, id: 1, at: Given.now)]
        var started: [Ticket] = []
        var clock = Given.now
        // One place to work; urgent tickets arrive faster than they are done.
        for id in 2...10_000 where !started.contains(where: { $0.id.number == 1 }) {
            clock = clock + .minutes(Int64(random.next(0...15)))
            waiting.append(ticket(.urgent, id: Int64(id), at: clock))
            if random.chance(60), let first = waiting.indices.min(by: { isBefore(waiting[$0], waiting[$1]) }) {
                started.append(waiting.remove(at: first))
            }
        }
        #expect(started.last?.id.number == 1, "the low ticket starts")
        #expect(started.dropLast().allSatisfy { $0.createdAt <= Given.now + .hours(12) })
    }

    private func isBefore(_ left: Ticket, _ right: Ticket) -> Bool {
        (left.rank(ageing: ageing), left.id) < (right.rank(ageing: ageing), right.id)
    }

    private func ticket(_ priority: Ticket.Priority, id: Int64, at instant: Instant) -> Ticket {
        var ticket = Ticket(id: Ticket.ID(number: id))
        let content = Ticket.Content(title: "a", project: Given.web, priority: priority)
        ticket.apply(.created(content: content, openBlockers: [], isBacklog: false), at: instant)
        return ticket
    }

    @Test("hostile times do not overflow")
    func extremes() {
        var ticket = Ticket(id: Given.one)
        let content = Ticket.Content(title: "a", project: Given.web, priority: .low)
        ticket.apply(.created(content: content, openBlockers: [], isBacklog: false), at: Instant(milliseconds: .max))
        #expect(ticket.rank(ageing: Span(milliseconds: .max)) == Instant(milliseconds: .max))
        #expect(Given.ticket(content: content).rank(ageing: .hours(24 * 365)) > Given.now)
    }
}
