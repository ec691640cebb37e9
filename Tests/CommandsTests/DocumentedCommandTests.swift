import Foundation
import Testing

/// Every `sh` block in the documents and examples, run as it stands in a repository of its own.
@Suite struct DocumentedCommandTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The blocks marked `sh`, in the order in which they are written.
    static func blocks(in text: String) -> [String] {
        text.components(separatedBy: "\n```sh\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    }

    @Test(arguments: [
        "README.md", "docs/cli.md", "docs/agents.md", "examples/shell-agent/README.md",
        "examples/python-agent/README.md",
    ])
    func blocksRun(document: String) async throws {
        let text = try String(contentsOf: Self.root.appendingPathComponent(document), encoding: .utf8)
        let blocks = Self.blocks(in: text)
        try #require(!blocks.isEmpty)
        let yard = try await Yard()
        var environment = ProcessInfo.processInfo.environment
        let folder = (Binary.path as NSString).deletingLastPathComponent
        environment["PATH"] = folder + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
        environment["EXAMPLES"] = Self.root.appendingPathComponent("examples").path
        for block in blocks {
            // Doctor complains of agents that are not installed here, which is what it is for.
            let lenient = block.replacing("skein doctor", with: "skein doctor || test $? = 1")
            let script = "set -e\n" + lenient
            let outcome = try await Binary.run(
                "/bin/sh", ["-c", script], in: yard.repository, environment: environment)
            #expect(outcome.status == 0, "\(outcome)\n\(block)")
        }
    }

    @Test func theExampleInShellAsksWhenItDoesNotUnderstand() async throws {
        let yard = try await Yard()
        let agent = Self.root.appendingPathComponent("examples/shell-agent/agent.sh").path
        let outcome = try await yard.skein("run", "Dance", "--agent", agent)
        #expect(outcome.status == 1 && outcome.output.contains("Only tickets that begin with"), "\(outcome)")
    }
}
