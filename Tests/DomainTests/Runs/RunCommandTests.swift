import Domain
import Testing

@Suite("Adopting a run and recording its process")
struct RunCommandTests {
    @Test("adoption gives a token newer than every other, of this server's epoch")
    func adopts() throws {
        let events = try AdoptRun(run: Given.run, epoch: 4).decide(
            .init(run: Given.run(), epoch: 4, lastToken: 11), at: Given.now)
        #expect(events == [.run(Given.run, .adopted(lease: Run.Lease(token: 12, epoch: 4)))])
    }

    @Test("a run that there is not, or that ended, cannot be adopted")
    func refusals() {
        func adopt(_ run: Run?) throws -> [Event] {
            try AdoptRun(run: Given.run, epoch: 1).decide(.init(run: run, epoch: 1, lastToken: 1), at: Given.now)
        }
        #expect(rejection { try adopt(nil) } == .unknownRun)
        #expect(rejection { try adopt(Given.run(.ended(outcome: .cancelled))) } == .runEnded)
    }

    @Test("a server that another has followed adopts nothing; one that lives may take a run up again")
    func staleServers() {
        func adopt(_ run: Run, epoch: Int64) throws -> [Event] {
            try AdoptRun(run: Given.run, epoch: epoch).decide(.init(run: run, epoch: 4, lastToken: 11), at: Given.now)
        }
        let adopted = Given.run(.adopted(lease: Run.Lease(token: 12, epoch: 4)))
        #expect(rejection { try adopt(Given.run(), epoch: 3) } == .staleToken)
        #expect(rejection { try adopt(Given.run(), epoch: 5) } == .staleToken)
        #expect(rejection { try adopt(Given.run(), epoch: 4) } == nil)
        #expect(rejection { try adopt(adopted, epoch: 4) } == nil)
    }

    @Test("the start of the process is recorded once")
    func processStart() throws {
        let command = RecordProcessStart(run: Given.run, token: Given.token, base: Given.head)
        #expect(try command.decide(Given.run(), at: Given.now) == [.run(Given.run, .processStarted(base: Given.head))])
        #expect(try command.decide(Given.run(.processStarted(base: Given.head)), at: Given.now) == [])
        #expect(rejection { try command.decide(nil, at: Given.now) } == .unknownRun)
    }

    @Test(
        "a session that would be an option on a command line is not gone on with",
        arguments: [
            ("01a1-b2", true), ("s 1/../x", true), ("", false), ("--dangerously-skip", false), ("-", false),
            ("a\nb", false), ("a\0b", false), (String(repeating: "s", count: 201), false),
        ])
    func sessions(name: String, isKept: Bool) throws {
        let events = try RecordSession(run: Given.run, token: Given.token, session: name)
            .decide(Given.run(), at: Given.now)
        #expect(events == (isKept ? [.run(Given.run, .sessionStarted(session: name))] : []))
    }

    @Test("a run that is being stopped stays so when its process starts or it is adopted")
    func stopping() {
        let run = Given.run(
            .stopRequested(reason: .cancelled), .processStarted(base: Given.head),
            .adopted(lease: Run.Lease(token: 9, epoch: 2)))
        #expect(run.state == .stopping(.cancelled))
        #expect(run.processStartedAt == Given.now)
        #expect(run.lease.token == 9)
    }
}
