import Domain
import Foundation
import Orchestration
import Testing

@testable import Worktrees

@Suite("Skills, copied for a run")
struct SkillCopiesTests {
    private let standard = SkillPlace(.worktree, ".agents/skills", isNative: true)

    private func site(_ names: String...) async throws -> (Site, SkillCopies) {
        let site = try await Site()
        for name in names { try site.yard.write("shelf/\(name)/SKILL.md", "# \(name)\n") }
        return (site, SkillCopies(shelf: site.yard.root + "/shelf"))
    }

    private func assignment(_ site: Site, run: Int64 = 1, _ names: String...) -> Assignment {
        let plain = site.assignment(run: run)
        var agent = plain.agent
        agent.definition.skills = names.map { Skill(name: $0, description: "Does \($0).") }
        return Assignment(
            run: plain.run, ticket: plain.ticket, agent: agent, project: plain.project, comments: [], returned: nil,
            places: plain.places)
    }

    @Test("lie where the program looks, executable files as such, and get into no commit, staged or not")
    func worktree() async throws {
        let (site, copies) = try await site("review")
        try site.yard.write("shelf/review/scripts/run.sh", "#!/bin/sh\n")
        chmod("\(site.yard.root)/shelf/review/scripts/run.sh", 0o755)
        let assignment = assignment(site, "review")
        _ = try await site.worktrees.prepare(assignment)
        let supplied = try await copies.supply(assignment, at: standard)
        let folder = "\(assignment.places.worktree)/.agents/skills/review"
        #expect(supplied == [SuppliedSkill(assignment.agent.definition.skills[0], folder: folder, isNative: true)])
        #expect(supplied.brief == "")
        #expect(site.yard.read("\(folder)/SKILL.md") == "# review\n")
        #expect(access("\(folder)/scripts/run.sh", X_OK) == 0)
        // The agent's own git does not see them; forced into its index, they still get into no commit of Skein's.
        #expect(try await site.yard.git("status", "--porcelain", in: assignment.places.worktree) == "")
        try await site.yard.git("add", "--force", ".agents", in: assignment.places.worktree)
        #expect(try await site.worktrees.collect(assignment) == nil)
        try site.yard.write("\(assignment.places.worktree)/a.txt", "changed\n")
        #expect(try await site.worktrees.collect(assignment) != nil)
        let files = try await site.yard.git("ls-tree", "-r", "--name-only", "skein/T-1", in: site.yard.user)
        #expect(files == ".gitignore\na.txt\nb.txt")
    }

    @Test("what the project has stays as it is, and a skill of the same name is read from elsewhere")
    func project() async throws {
        let (site, copies) = try await site("review", "style")
        let own = ["AGENTS.md", "CLAUDE.md", ".claude/skills/review/SKILL.md", ".agents/skills/review/SKILL.md"]
        for file in own { try site.yard.write("user/\(file)", "the project's\n") }
        try await site.yard.commitUser("its own")
        let assignment = assignment(site, "review", "style")
        _ = try await site.worktrees.prepare(assignment)
        for place in [standard, SkillPlace(.run, ".claude/skills", isNative: true)] {
            let supplied = try await copies.supply(assignment, at: place)
            for file in own {
                #expect(site.yard.read("\(assignment.places.worktree)/\(file)") == "the project's\n")
            }
            #expect(supplied.map { site.yard.read("\($0.folder)/SKILL.md") } == ["# review\n", "# style\n"])
        }
        let supplied = try await copies.supply(assignment, at: standard)
        let elsewhere = "\(assignment.places.runFolder)/skills/review"
        #expect(supplied.map(\.folder) == [elsewhere, "\(assignment.places.worktree)/.agents/skills/style"])
        #expect(supplied.brief.contains("- review, `\(elsewhere)/SKILL.md`: Does review."))
        #expect(!supplied.brief.contains("style"))
        #expect(try await site.worktrees.collect(assignment) == nil)
    }

    @Test("go with the run: the next agent finds its own, and what a project now keeps in their place stays")
    func next() async throws {
        let (site, copies) = try await site("review", "style")
        let first = assignment(site, "review", "style")
        _ = try await site.worktrees.prepare(first)
        _ = try await copies.supply(first, at: standard)
        // The target gets a skill of that name meanwhile.
        try site.yard.write("user/.agents/skills/style/SKILL.md", "the project's\n")
        try await site.yard.commitUser("its own")
        let second = assignment(site, run: 2)
        _ = try await site.worktrees.prepare(second)
        #expect(try await copies.supply(second, at: standard).isEmpty)
        let skills = "\(second.places.worktree)/.agents/skills"
        #expect(!site.yard.exists("\(skills)/review"))
        #expect(site.yard.read("\(skills)/style/SKILL.md") == "the project's\n")
        #expect(try await site.worktrees.collect(second) == nil)
    }

    @Test("are never written through a link that an agent left, nor copied through one")
    func links() async throws {
        let (site, copies) = try await site("review")
        let assignment = assignment(site, "review")
        _ = try await site.worktrees.prepare(assignment)
        try site.yard.write("outside/keep", "kept\n")
        let link = "\(assignment.places.worktree)/.agents"
        try FileManager.default.createSymbolicLink(
            atPath: link, withDestinationPath: site.yard.root + "/outside")
        let refused = await #expect(throws: WorldFailure.self) { try await copies.supply(assignment, at: standard) }
        #expect(refused?.description.contains("see what is in its place") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: site.yard.root + "/outside") == ["keep"])
        try FileManager.default.removeItem(atPath: link)
        try FileManager.default.createSymbolicLink(
            atPath: site.yard.root + "/shelf/review/passwd", withDestinationPath: "/etc/passwd")
        let linked = await #expect(throws: WorldFailure.self) { try await copies.supply(assignment, at: standard) }
        #expect(linked?.description == "the skill review cannot be copied: passwd is a symbolic link")
    }

    @Test("that are gone, or too large by now, keep the run from starting, with the reason")
    func gone() async throws {
        let (site, copies) = try await site("review")
        let assignment = assignment(site, "review", "style")
        _ = try await site.worktrees.prepare(assignment)
        let failure = await #expect(throws: WorldFailure.self) { try await copies.supply(assignment, at: .listed) }
        #expect(failure?.description.hasPrefix("the skill style is gone from `skills`") == true)
        for number in 0...200 { try site.yard.write("shelf/style/\(number)", "") }
        let large = await #expect(throws: WorldFailure.self) { try await copies.supply(assignment, at: .listed) }
        #expect(large?.description == "the skill style cannot be copied: it is too large")
    }
}
