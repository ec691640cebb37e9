import Domain
import Orchestration
import Testing

@testable import Worktrees

@Suite("Restoring saved work, and what never lands")
struct ChosenStartTests {
    private let rescues = ProjectRescues()

    /// A site with one rescue, of a run that wrote `precious` into `new.txt` and was followed by another.
    private func site(_ change: (inout Project.Definition) -> Void = { _ in }) async throws -> (Site, Rescue) {
        let site = try await Site(change)
        let first = site.assignment()
        _ = try await site.worktrees.prepare(first)
        try site.yard.write(first.places.worktree + "/new.txt", "precious\n")
        _ = try await site.worktrees.prepare(site.assignment(run: 2))
        let rescue = try #require(try await rescues.rescues(in: site.project, of: "T-1").first)
        return (site, rescue)
    }

    @Test("the next run starts from the rescue with the target merged in, once, and what it replaces is saved")
    func nextRun() async throws {
        let (site, rescue) = try await site()
        let ticket = Ticket.ID(number: 1)
        try await rescues.restore(rescue, for: ticket, in: site.project)
        try site.yard.write("user/b.txt", "moved on\n")
        let target = try await site.yard.commitUser("meanwhile")
        let third = site.assignment(run: 3)
        try site.yard.write(third.places.worktree + "/other.txt", "of run 2\n")
        #expect(try await site.worktrees.prepare(third) == target.id)
        #expect(site.yard.read(third.places.worktree + "/new.txt") == "precious\n")
        #expect(site.yard.read(third.places.worktree + "/b.txt") == "moved on\n")
        #expect(try await site.yard.keeps("of run 2\n"))
        #expect(try await site.yard.repository().nextStart(of: "T-1") == nil)
        // The restored work alone is a change that can land.
        #expect(try await site.worktrees.collect(third) != nil)
        #expect(try await site.worktrees.prepare(third) == target.id)
        _ = try await site.worktrees.prepare(site.assignment(run: 4))
        #expect(!site.yard.exists(third.places.worktree + "/new.txt"))
    }

    @Test("killed at any call of git while it starts from a rescue, the run starts from it all the same")
    func killed() async throws {
        var (calls, isKilled) = (0, true)
        while isKilled {
            calls += 1
            let (site, rescue) = try await site()
            try await rescues.restore(rescue, for: Ticket.ID(number: 1), in: site.project)
            let third = site.assignment(run: 3)
            do {
                _ = try await dying(at: calls) {
                    try await site.worktrees.prepare(third)
                }
                isKilled = false
            } catch is CancellationError {
                _ = try await site.worktrees.prepare(third)
            }
            #expect(site.yard.read(third.places.worktree + "/new.txt") == "precious\n", "killed at call \(calls)")
            #expect(try await site.yard.repository().nextStart(of: "T-1") == nil, "killed at call \(calls)")
            calls += 2  // Each call would take minutes; a third of them meets every phase.
        }
        #expect(calls > 20)
    }

    @Test("restoring overwrites nothing: a branch that exists is refused, and so is a second choice")
    func overwritesNothing() async throws {
        let (site, rescue) = try await site()
        try await rescues.restore(rescue, as: "rescued/one", in: site.project)
        #expect(try await site.yard.git("show", "rescued/one:new.txt", in: site.yard.user) == "precious")
        let main = try await site.yard.head(site.yard.user, "main")
        for (branch, code) in [("main", Rejection.Code.branchExists), ("a..b", .badBranch)] {
            let rejection = await #expect(throws: Rejection.self) {
                try await rescues.restore(rescue, as: branch, in: site.project)
            }
            #expect(rejection?.code == code)
        }
        #expect(try await site.yard.head(site.yard.user, "main") == main)
        let ticket = Ticket.ID(number: 1)
        for _ in 1...2 { try await rescues.restore(rescue, for: ticket, in: site.project) }
        var other = rescue
        other.commit = main.id
        let rejection = await #expect(throws: Rejection.self) {
            try await rescues.restore(other, for: ticket, in: site.project)
        }
        #expect(rejection?.code == .restoreWaiting)
    }

    @Test("old rescues go, others stay, and a reference that somebody else named so is no rescue")
    func expiry() async throws {
        let (site, rescue) = try await site()
        try await site.yard.git("update-ref", "refs/skein/rescue/mine/notes", "main", in: site.yard.user)
        let at = rescue.id.savedAt
        #expect(try await rescues.expire(before: at, in: site.project) == at)
        let patch = try await rescues.patch(of: rescue, in: site.project, limit: 1 << 20)
        #expect(patch.text.contains("+precious") && !patch.isCut)
        #expect(try await rescues.expire(before: at + .seconds(1), in: site.project) == nil)
        #expect(try await rescues.rescues(in: site.project, of: nil).isEmpty)
        #expect(try await site.yard.git("for-each-ref", "refs/skein/rescue/mine", in: site.yard.user) != "")
    }

    @Test(
        "files of Skein's own folder never land, committed or left, and the sentence says so",
        arguments: [".skein/token", "sub/.Skein/runs/x"])
    func stateFiles(file: String) async throws {
        let site = try await Site { $0.strategy = .merge }
        for (run, isDeleted) in [(1, false), (2, true)] {
            let assignment = site.assignment(run: Int64(run))
            _ = try await site.worktrees.prepare(assignment)
            let folder = assignment.places.worktree
            try site.yard.write("\(folder)/\(file)", "secret\n")
            try site.yard.write("\(folder)/new.txt", "new\n")
            try await site.yard.git("add", "--force", "-A", in: folder)
            try await site.yard.git("commit", "-q", "-m", "all", in: folder)
            if isDeleted {
                try await site.yard.git("rm", "-q", "-r", file, in: folder)
                try await site.yard.git("commit", "-q", "-m", "not that", in: folder)
            }
            let failure = await #expect(throws: WorldFailure.self) { try await site.worktrees.collect(assignment) }
            #expect(failure?.description.contains("the change contains \(file)") == true, "\(failure as Any)")
        }
    }
}
