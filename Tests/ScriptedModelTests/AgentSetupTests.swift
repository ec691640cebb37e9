import Foundation
import ScriptedModel
import Testing

@Suite("the set-up of agents") struct AgentSetupTests {
    @Test(arguments: AgentSetup.Agent.allCases) func namesTheModelAndTheKey(agent: AgentSetup.Agent) throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "skein-home-\(UUID().uuidString)").path
        // Nothing is there when the test fails before it is written.
        defer { try? FileManager.default.removeItem(atPath: home) }
        let setup = AgentSetup(agent, home: home, model: "http://127.0.0.1:7421", key: "key-of-\(agent)")
        try setup.write()
        let files = try setup.files.map { path, text in
            let written = try String(contentsOf: URL(filePath: home).appending(path: path), encoding: .utf8)
            #expect(written == text)
            return written
        }
        let all = (files + setup.environment.values).joined(separator: "\n")
        #expect(all.contains("http://127.0.0.1:7421") && all.contains("key-of-\(agent)"))
        #expect(setup.environment["HOME"] == home)
    }
}
