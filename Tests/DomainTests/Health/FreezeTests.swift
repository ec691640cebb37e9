import Domain
import Testing

@Suite("Freezing, and servers that crash")
struct FreezeTests {
    private func decide(_ workspace: Workspace, live: [Run] = [], stopsRuns: Bool = false) throws -> [Event] {
        try FreezeWorkspace(person: "ada", reason: "night", stopsRuns: stopsRuns).decide(
            .init(workspace: workspace, live: live), at: Given.now)
    }

    private let frozen = Event.workspace(
        .frozen(freeze: Freeze(cause: .person, by: "ada", reason: "night", since: Given.now)))

    @Test("the workspace is frozen once and thawed once")
    func once() throws {
        var workspace = Workspace()
        #expect(Thaw().decide(workspace, at: Given.now) == [])
        #expect(try decide(workspace) == [frozen])
        workspace.apply(frozen)
        #expect(try decide(workspace) == [])
        #expect(Thaw().decide(workspace, at: Given.now) == [.workspace(.thawed)])
        #expect(ThawWhenDue().decide(workspace, at: Given.now + .hours(1000)) == [])
        workspace.apply(.workspace(.thawed))
        #expect(workspace.obstacles == [])
    }

    @Test("stopping all stops every live run once, and freezes")
    func stopAll() throws {
        let live = [
            Given.run(), Given.run(.processStarted(base: Given.head), id: Run.ID(number: 2)),
            Given.run(.stopRequested(reason: .asked), id: Run.ID(number: 3)),
        ]
        let stops = [1, 2].map { Event.run(Run.ID(number: $0), .stopRequested(reason: .asked)) }
        #expect(try decide(Workspace(), live: live, stopsRuns: true) == [frozen] + stops)
        var workspace = Workspace()
        workspace.apply(frozen)
        #expect(try decide(workspace, live: live, stopsRuns: true) == stops)
    }

    @Test("a reason that is too long or cut is refused")
    func reason() {
        let slice = FreezeWorkspace.Slice(workspace: Workspace(), live: [])
        for (reason, code) in [
            ("a\0b", Rejection.Code.controlCharacter), (String(repeating: "x", count: 501), .textTooLong),
        ] {
            let found = rejection {
                try FreezeWorkspace(person: "ada", reason: reason).decide(slice, at: Given.now)
            }
            #expect(found == code)
        }
    }

    /// Starts and crashes `count` times, a minute apart.
    private func crash(_ count: Int, every span: Span = .minutes(1), _ workspace: inout Workspace) -> [[Event]] {
        (0..<count).map { number in
            let now = Given.now + Span(milliseconds: span.milliseconds * Int64(number))
            let events = StartServer().decide(workspace, at: now)
            for event in events { workspace.apply(event, at: now) }
            return events
        }
    }

    @Test("each start of the server is a new epoch, and a server that said it ended did not crash")
    func epochs() {
        var workspace = Workspace()
        for epoch in 1...20 as ClosedRange<Int64> {
            #expect(
                StartServer().decide(workspace, at: Given.now) == [
                    .workspace(.serverStarted(epoch: epoch, isAfterCrash: false))
                ])
            workspace.apply(.workspace(.serverStarted(epoch: epoch, isAfterCrash: false)))
            #expect(StopServer(epoch: epoch - 1).decide(workspace, at: Given.now) == [])
            let stopped = StopServer(epoch: epoch).decide(workspace, at: Given.now)
            #expect(stopped == [.workspace(.serverStopped)])
            workspace.apply(.workspace(.serverStopped))
            #expect(StopServer(epoch: epoch).decide(workspace, at: Given.now) == [])
        }
        #expect(workspace.condition.crashes == [])
    }

    @Test("after five crashes within ten minutes the server starts nothing until a quiet time passed")
    func restartLoop() throws {
        var workspace = Workspace()
        let starts = crash(6, &workspace)
        #expect(starts.dropLast().allSatisfy { $0.count == 1 })
        let freeze = try #require(workspace.condition.freeze)
        let now = Given.now + .minutes(5)
        #expect(freeze.cause == .restartLoop && freeze.until == now + .minutes(10))
        #expect(freeze.reason == "the server crashed 5 times within 10 min")
        #expect(workspace.obstacles.map(\.code) == ["frozen"])
        #expect(workspace.obstacles[0].sentence(at: now).contains("or it thaws by itself in 10 min"))
        #expect(ThawWhenDue().decide(workspace, at: now + .minutes(9)) == [])
        #expect(ThawWhenDue().decide(workspace, at: now + .minutes(10)) == [.workspace(.thawed)])
        workspace.apply(.workspace(.thawed))
        #expect(workspace.condition.crashes == [], "the next crash is the first again")
    }

    @Test(
        "a freeze that only a person ends does not become one that ends by itself",
        arguments: [Freeze.Cause.person, .restore])
    func lastingFreeze(_ cause: Freeze.Cause) {
        var workspace = Workspace()
        let freeze = Freeze(cause: cause, by: "ada", reason: "", since: Given.now)
        workspace.apply(.workspace(.frozen(freeze: freeze)), at: Given.now)
        _ = crash(6, &workspace)
        #expect(workspace.condition.freeze == freeze)
    }

    @Test("the server that served when a backup was taken did not crash")
    func restored() {
        var workspace = Workspace()
        _ = crash(3, &workspace)
        workspace.apply(.workspace(.restored(takenAt: Given.now, revision: 1)), at: Given.now)
        #expect(workspace.condition.crashes == [])
        let start = StartServer().decide(workspace, at: Given.now)
        #expect(start == [.workspace(.serverStarted(epoch: workspace.epoch + 1, isAfterCrash: false))])
    }

    @Test("crashes that are far apart are no loop, and a person's freeze is not made shorter")
    func otherCrashes() {
        var slow = Workspace()
        #expect(crash(30, every: .minutes(3), &slow).allSatisfy { $0.count == 1 })
        var held = Workspace()
        held.apply(frozen)
        #expect(crash(30, &held).allSatisfy { $0.count == 1 })
        #expect(held.condition.freeze?.cause == .person)
    }

    @Test("a person's freeze takes the place of one that thaws by itself")
    func takesOver() throws {
        var workspace = Workspace()
        _ = crash(6, &workspace)
        #expect(try decide(workspace) == [frozen])
    }

    @Test("a full disk is recorded once, and has room again well below the threshold")
    func disk() {
        func record(_ used: Int64, _ workspace: Workspace) -> [Event] {
            RecordDisk(DiskSpace(total: 1000, free: 1000 - used)).decide(workspace, at: Given.now)
        }
        var workspace = Workspace()
        #expect(record(949, workspace) == [])
        #expect(record(950, workspace) == [.workspace(.diskFilled(usedPercent: 95))])
        workspace.apply(.workspace(.diskFilled(usedPercent: 95)))
        #expect(record(990, workspace) == [] && record(920, workspace) == [])
        #expect(record(919, workspace) == [.workspace(.diskFreed(usedPercent: 91))])
        workspace.apply(.workspace(.diskFreed(usedPercent: 91)))
        #expect(workspace.condition.fullDisk == nil)
        #expect(DiskSpace(total: 0, free: 0).usedPercent == 0)
    }

    @Test("a lag is noted above the threshold, at most once in ten minutes")
    func lag() {
        var workspace = Workspace()
        #expect(RecordLag(Span(milliseconds: 999)).decide(workspace, at: Given.now) == [])
        #expect(RecordLag(.seconds(1)).decide(workspace, at: Given.now) == [.workspace(.lagged(by: .seconds(1)))])
        workspace.apply(.workspace(.lagged(by: .seconds(1))))
        #expect(RecordLag(.seconds(9)).decide(workspace, at: Given.now + .minutes(9)) == [])
        #expect(RecordLag(.seconds(9)).decide(workspace, at: Given.now + .minutes(10)).count == 1)
    }
}

extension Workspace {
    /// Applies an event of the workspace; others say nothing to it.
    mutating func apply(_ event: Domain.Event, at now: Instant = Given.now) {
        if case .workspace(let event) = event { apply(event, at: now) }
    }
}
