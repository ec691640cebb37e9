import Domain
import Testing

@Suite("What an agent may do to a ticket")
struct AgentKindTests {
    /// Every verb × kind: the relations that are allowed.
    private static let table: [Agent.Verb: [Agent.Kind: Set<Ticket.Relation>]] = {
        let near: Set<Ticket.Relation> = [.own, .below, .above, .beside, .linked, .concerned]
        let line: Set<Ticket.Relation> = [.own, .below, .above, .concerned]
        func each(_ relations: Set<Ticket.Relation>) -> [Agent.Kind: Set<Ticket.Relation>] {
            Dictionary(uniqueKeysWithValues: Agent.Kind.allCases.map { ($0, relations) })
        }
        return [
            .read: each(near),
            .comment: [.plan: line, .explore: line, .implement: line, .review: near, .verify: near],
            .delegate: [.plan: [.own], .explore: [], .implement: [.own], .review: [.own], .verify: [.own]],
            .declare: each([.own]),
        ]
    }()

    @Test("is what this table says, and nothing else", arguments: Agent.Verb.allCases, Agent.Kind.allCases)
    func allowed(_ verb: Agent.Verb, _ kind: Agent.Kind) throws {
        let wanted = try #require(Self.table[verb]?[kind])
        #expect(Set(Ticket.Relation.allCases.filter { kind.allows(verb, on: $0) }) == wanted)
    }

    private func standing(_ relation: Ticket.Relation?, _ kind: Agent.Kind = .implement) -> Standing {
        var agent = Given.agent()
        agent.definition.kind = kind
        return Standing(run: Given.run(), agent: agent, relation: relation)
    }

    private let claim = RunClaim(run: Given.run, token: Given.token)
    private let two = Ticket.ID(number: 2)

    private func code(_ standing: Standing, _ verb: Agent.Verb, _ claim: RunClaim? = nil) -> Rejection.Code? {
        rejection {
            try standing.check(claim ?? self.claim, verb, two)
            return []
        }
    }

    @Test("only the run that lives and holds its lease")
    func lease() {
        #expect(code(standing(.own), .comment) == nil)
        #expect(code(standing(.own), .comment, RunClaim(run: Given.run, token: 1)) == .staleToken)
        var ended = standing(.own)
        ended.run?.apply(.ended(outcome: .cancelled), at: Given.now)
        #expect(code(ended, .comment) == .runEnded)
        #expect(code(Standing(run: nil, agent: nil, relation: nil), .read) == .unknownRun)
    }

    @Test("what it may not read it does not learn to exist")
    func silence() throws {
        func sentence(_ relation: Ticket.Relation?) -> String {
            do {
                try standing(relation).check(claim, .comment, two)
                return ""
            } catch { return error.sentence }
        }
        #expect(sentence(.other) == sentence(nil))
        #expect(code(standing(.other), .read) == .notAllowed)
        #expect(sentence(.beside).contains("of the kind `implement` may not comment on T-2"))
    }

    @Test("work goes to oneself and down the chart; without a chart all are peers")
    func chart() {
        let (ada, bob, cleo, dan) = (Given.ada, Agent.ID(name: "bob"), Agent.ID(name: "cleo"), Agent.ID(name: "dan"))
        let chart = Chart(managers: [bob: ada, cleo: bob])
        #expect(chart.above(cleo) == [bob, ada])
        for (from, to, isAllowed) in [(ada, cleo, true), (ada, ada, true), (bob, ada, false), (ada, dan, false)] {
            let code = rejection {
                try chart.check(from, mayGiveWorkTo: to)
                return []
            }
            #expect((code == nil) == isAllowed, "\(from) to \(to)")
        }
        let words = [
            (ada, cleo, true), (cleo, ada, true), (bob, dan, false), (dan, ada, false), (bob, cleo, true),
        ]
        for (from, to, isAllowed) in words { #expect(chart.allows(from, toTurnTo: to) == isAllowed, "\(from), \(to)") }
        #expect(Chart(managers: [bob: ada, dan: ada]).allows(bob, toTurnTo: dan), "who has the same manager")
        #expect(throws: Never.self) { try Chart(managers: [:]).check(cleo, mayGiveWorkTo: ada) }
        #expect(Chart(managers: [ada: bob, bob: ada]).above(ada) == [bob, ada], "a circle ends")
    }
}
