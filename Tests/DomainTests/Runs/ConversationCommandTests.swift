import Testing

@testable import Domain

@Suite("What a run tells and is told")
struct ConversationCommandTests {
    private func run(_ events: Run.Event...) -> Run {
        var run = Run(id: Given.run)
        run.apply(
            .claimed(
                ticket: Given.one, agent: Given.ada, project: Given.web, attempt: 1, lease: .init(token: 5, epoch: 1)),
            at: Given.now)
        for event in events { run.apply(event, at: Given.now) }
        return run
    }

    private func code(_ decide: () throws -> [Event]) -> Rejection.Code? {
        do {
            _ = try decide()
            return nil
        } catch {
            return (error as? Rejection)?.code
        }
    }

    @Test("a session is recorded once; one whose name is none is not gone on with")
    func session() throws {
        let command = RecordSession(run: Given.run, token: 5, session: "s-1")
        #expect(try command.decide(run(), at: Given.now) == [.run(Given.run, .sessionStarted(session: "s-1"))])
        #expect(try command.decide(run(.sessionStarted(session: "s-1")), at: Given.now) == [])
        for name in ["s\0-1", "--yolo", ""] {
            let hostile = RecordSession(run: Given.run, token: 5, session: name)
            #expect(try hostile.decide(run(), at: Given.now) == [], "\(name)")
        }
        #expect(code { try command.decide(nil, at: Given.now) } == .unknownRun)
        #expect(
            code { try RecordSession(run: Given.run, token: 4, session: "s").decide(run(), at: Given.now) }
                == .staleToken)
        #expect(code { try command.decide(run(.ended(outcome: .cancelled)), at: Given.now) } == .runEnded)
    }

    @Test("what was used so far replaces the figure before; the same again changes nothing")
    func usage() throws {
        let used = Usage(inputTokens: 10, costUSD: 0.5)
        let command = RecordUsage(run: Given.run, token: 5, usage: used)
        #expect(try command.decide(run(.used(usage: Usage())), at: Given.now) == [.run(Given.run, .used(usage: used))])
        #expect(try command.decide(run(.used(usage: used)), at: Given.now) == [])
        #expect(code { try command.decide(nil, at: Given.now) } == .unknownRun)
        #expect(
            code { try RecordUsage(run: Given.run, token: 6, usage: used).decide(run(), at: Given.now) } == .staleToken)
    }

    @Test("a live run is told what a person says, as long as that is something")
    func told() throws {
        let tell = { TellRun(run: Given.run, control: .say(text: $0)) }
        let said = AgentControl.say(text: "careful")
        #expect(try tell("careful").decide(run(), at: Given.now) == [.run(Given.run, .told(control: said))])
        #expect(code { try tell(" \n").decide(run(), at: Given.now) } == .emptyText)
        #expect(code { try tell("a\0b").decide(run(), at: Given.now) } == .controlCharacter)
        #expect(code { try tell(String(repeating: "a", count: 300_000)).decide(run(), at: Given.now) } == .textTooLong)
        #expect(code { try tell("late").decide(run(.ended(outcome: .cancelled)), at: Given.now) } == .runEnded)
        #expect(code { try tell("who?").decide(nil, at: Given.now) } == .unknownRun)
        let interrupt = TellRun(run: Given.run, control: .interrupt)
        #expect(try interrupt.decide(run(), at: Given.now) == [.run(Given.run, .told(control: .interrupt))])
    }

    @Test("a run that is stopped by a person is asked once")
    func stopped() throws {
        let command = StopRun(run: Given.run)
        let asked = Run.Event.stopRequested(reason: .asked)
        #expect(try command.decide(run(), at: Given.now) == [.run(Given.run, asked)])
        #expect(try command.decide(run(asked), at: Given.now) == [])
        #expect(code { try command.decide(run(.ended(outcome: .cancelled)), at: Given.now) } == .runEnded)
        #expect(code { try command.decide(nil, at: Given.now) } == .unknownRun)
    }

    @Test("why a run ended is one sentence, for every kind of failure", arguments: AgentFailure.Kind.allCases)
    func sentences(_ kind: AgentFailure.Kind) {
        let silent = AgentFailure(kind, "").sentence
        #expect(!silent.isEmpty && !silent.hasSuffix(":"))
        #expect(AgentFailure(kind, "HTTP 500").sentence == "\(silent): HTTP 500")
    }
}
