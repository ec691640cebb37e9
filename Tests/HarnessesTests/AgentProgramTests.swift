import Domain
import Testing

@testable import Harnesses

@Suite("The programs that an agent's file can name")
struct AgentProgramTests {
    @Test("are all there, and each is the one that was named", arguments: ProgramHarness.names)
    func known(_ name: String) throws {
        // `acp` is any program, so it has to be given.
        let program = try #require(AgentPrograms.program(name, command: name == "acp" ? ["agent"] : []))
        #expect(program.name == name)
        #expect(!program.command.isEmpty)
        #expect(program.capabilities.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("leave out no preset")
    func complete() {
        #expect(Set(ACPPreset.all.map(\.name)).isSubset(of: ProgramHarness.names))
        #expect(Set(OneShotPreset.all.map(\.name)).isSubset(of: ProgramHarness.names))
        #expect(Set(ProgramHarness.names).count == ProgramHarness.names.count)
        #expect(AgentPrograms.program("nobody", command: []) == nil)
        #expect(AgentPrograms.program("acp", command: []) == nil)
    }

    @Test("start with one's own words when some are given", arguments: ProgramHarness.names)
    func ownCommand(_ name: String) throws {
        let program = try #require(AgentPrograms.program(name, command: ["/opt/agent", "--flag"]))
        let opening = Opening(
            run: 1, prompt: "secret words", worktree: "/w", writable: [], model: nil, effort: nil, permissions: .edits,
            session: .fresh, home: nil)
        let launch = program.launch(opening)
        #expect(launch.arguments.starts(with: ["/opt/agent", "--flag"]))
        #expect(!launch.arguments.contains { $0.contains("secret words") }, "a prompt is no business of `ps`")
    }
}
