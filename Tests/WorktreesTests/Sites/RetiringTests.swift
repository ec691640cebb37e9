import Domain
import Glibc
import Orchestration
import Testing

@testable import Worktrees

@Suite("What is removed when a ticket is over, and what is left alone")
struct RetiringTests {
    private func closed(_ site: Site, _ state: Ticket.State = .done) -> Ticket {
        var ticket = site.ticket()
        ticket.state = state
        return ticket
    }

    private func names(_ folder: String) -> Set<[CChar]> { Set(Folder(path: folder)?.entries()?.map(\.name) ?? []) }

    private func rescues(_ site: Site) async throws -> [Rescue] { try await site.yard.repository().rescues() }

    @Test("a landed ticket's branch goes; its own commits, which landed as one, are a rescue")
    func landed() async throws {
        let site = try await Site()
        let change = try await site.submit("changed\n")
        _ = try await site.land(change)
        for _ in 1...2 { try await site.worktrees.retire(closed(site), in: site.project) }
        let branches = try await site.yard.git("for-each-ref", "--format=%(refname)", in: site.yard.user)
        let saved = try #require(try await rescues(site).first)
        #expect(branches == "refs/heads/main\n\(saved.reference)")
        #expect(saved.reason == .landed && saved.commit == change.head && saved.size.files == 1)
        #expect(try await site.worktrees.leftovers(in: [site.project]) == [])
    }

    @Test("with `strategy: merge` the target has the commits, and there is nothing to rescue")
    func landedByMerge() async throws {
        let site = try await Site { $0.strategy = .merge }
        _ = try await site.land(try await site.submit("changed\n"))
        try await site.worktrees.retire(closed(site), in: site.project)
        #expect(try await site.yard.git("for-each-ref", "--format=%(refname)", in: site.yard.user) == "refs/heads/main")
    }

    @Test("the branch of a cancelled ticket stays, and so does one that somebody has checked out")
    func keptBranches() async throws {
        let site = try await Site()
        _ = try await site.submit("changed\n")
        try await site.worktrees.retire(closed(site, .cancelled), in: site.project)
        #expect(try await site.worktrees.leftovers(in: [site.project]) == ["T-1"])
        try await site.yard.git("checkout", "-q", "skein/T-1", in: site.yard.user)
        try await site.worktrees.retire(closed(site), in: site.project)
        #expect(try await site.yard.head(site.yard.user, "skein/T-1") == site.yard.head(site.yard.user))
        #expect(site.yard.read("user/a.txt") == "changed\n")
    }

    @Test("a folder without a ticket is rescued and removed, whole or half gone, with its keeper")
    func orphan() async throws {
        let site = try await Site()
        let assignment = site.assignment(ticket: 7)
        _ = try await site.worktrees.prepare(assignment)
        try site.yard.write(assignment.places.worktree + "/new.txt", "precious\n")
        #expect(try await site.worktrees.leftovers(in: [site.project]) == ["T-7"])
        try await site.worktrees.remove("T-7", because: .orphaned, among: [site.project])
        #expect(try await rescues(site).map(\.reason) == [.orphaned])
        #expect(try await site.yard.keeps("precious\n"))
        #expect(Folder(path: site.yard.root + "/.skein/worktrees")?.entries()?.isEmpty == true)
        // A server that was killed between the rename and the end.
        _ = try await site.worktrees.prepare(site.assignment(run: 2, ticket: 7))
        try moveFolder(assignment.places.worktree, to: assignment.places.worktree + ".dead")
        try await site.worktrees.remove("T-7", because: .orphaned, among: [site.project])
        // And one that was killed while it made the folder.
        try makeFolders(assignment.places.worktree + ".new")
        try makeFolders(assignment.places.worktree + ".keeper")
        try await site.worktrees.remove("T-7", because: .orphaned, among: [site.project])
        #expect(Folder(path: site.yard.root + "/.skein/worktrees")?.entries()?.isEmpty == true)
    }

    @Test(
        "a folder that Skein did not make is left alone, with a sentence",
        arguments: ["plain", "link", "bare", "forged", "dead", "dead link", "strange repository"])
    func hostile(kind: String) async throws {
        let site = try await Site()
        let root = site.yard.root + "/.skein/worktrees"
        let home = site.yard.root + "/home"
        try site.yard.write(home + "/diary", "mine\n")
        try makeFolders(root)
        switch kind {
        case "plain": try site.yard.write(root + "/T-7/diary", "mine\n")
        case "link": symlink(home, root + "/T-7")
        case "bare": try await site.yard.git("init", "-q", "--bare", root + "/T-7", in: site.yard.root)
        case "forged":
            // The marker in the folder, as an agent can write it.
            try await site.yard.git("clone", "-q", site.yard.user, root + "/T-7", in: site.yard.root)
            try site.yard.write(root + "/T-7/.git/skein-worktree", CloneDirectory.markerText(root + "/T-7"))
        case "dead": try site.yard.write(root + "/T-7.dead/diary", "mine\n")
        case "dead link": symlink(home, root + "/T-7.dead")
        default:
            // A record that names a repository which is no project's.
            let other = site.yard.root + "/other"
            try await site.yard.git("clone", "-q", site.yard.user, other, in: site.yard.root)
            _ = try await Repository.open(other).prepareWorktree(
                at: root + "/T-7", branch: "skein/T-7", from: site.yard.head(other), resume: false)
        }
        let listing = names(root)
        let failure = await #expect(throws: WorldFailure.self) {
            try await site.worktrees.remove("T-7", because: .orphaned, among: [site.project])
        }
        #expect(failure?.description.contains("move it away or delete it by hand") == true, "\(failure as Any)")
        #expect(names(root) == listing)
        #expect(site.yard.read(home + "/diary") == "mine\n")
        #expect(try await rescues(site).isEmpty)
    }

    @Test("a worktree that was replaced, by a link to somebody's home or another folder, is not removed")
    func replaced() async throws {
        let site = try await Site()
        let assignment = site.assignment()
        _ = try await site.worktrees.prepare(assignment)
        let folder = assignment.places.worktree
        let home = site.yard.root + "/home"
        try site.yard.write(home + "/diary", "mine\n")
        try moveFolder(folder, to: site.yard.root + "/moved")
        symlink(home, folder)
        await #expect(throws: WorldFailure.self) { try await site.worktrees.retire(closed(site), in: site.project) }
        unlink(folder)
        try moveFolder(home, to: folder)
        await #expect(throws: WorldFailure.self) { try await site.worktrees.retire(closed(site), in: site.project) }
        #expect(site.yard.read(folder + "/diary") == "mine\n")
        let failure = await #expect(throws: WorldFailure.self) {
            try await site.worktrees.prepare(site.assignment(run: 2))
        }
        #expect(failure?.description.contains("leaves it alone") == true, "\(failure as Any)")
        // The worktrees' folder itself as a link.
        try moveFolder(site.yard.root + "/.skein/worktrees", to: site.yard.root + "/elsewhere")
        symlink(site.yard.root + "/elsewhere", site.yard.root + "/.skein/worktrees")
        await #expect(throws: WorldFailure.self) { _ = try await site.worktrees.leftovers(in: [site.project]) }
        #expect(site.yard.read("elsewhere/T-1/diary") == "mine\n")
    }
}
