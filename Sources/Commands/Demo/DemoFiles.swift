import Foundation

/// The demo's repository, agents and tickets, written to a folder of their own.
struct DemoFiles {
    /// A new folder that only the demo uses.
    let root: String

    var repository: String { "\(root)/orchard" }

    /// A ticket of the demo; blockers are other tickets' tasks.
    struct Ticket: Codable {
        var task: String
        var title: String
        var body: String
        var assignee: String
        var priority: String
        var blockers: [String]
    }

    static func tickets() throws -> [Ticket] {
        try JSONDecoder().decode([Ticket].self, from: Data(PackageResources.tickets_json))
    }

    func write() throws {
        for (name, bytes, mode) in repositoryFiles { try write(bytes, to: "orchard/\(name)", mode: mode) }
        for (name, bytes) in programs { try write(bytes, to: "programs/\(name).sh", mode: 0o755) }
        for name in Self.agents { try write(Array(agentFile(name).utf8), to: "agents/\(name).md", mode: 0o644) }
        try write(Array(workspaceFile.utf8), to: "skein.yaml", mode: 0o644)
    }

    static let agents = ["ada", "grace", "linus", "edsger"]

    private var repositoryFiles: [(String, [UInt8], Int)] {
        [
            ("README.md", PackageResources.orchard_README_md, 0o644),
            ("fruit.txt", PackageResources.orchard_fruit_txt, 0o644),
            ("run-tests", PackageResources.orchard_run_tests_sh, 0o755),
            ("lib/price.sh", PackageResources.orchard_price_sh, 0o644),
            ("lib/stock.sh", PackageResources.orchard_stock_sh, 0o644),
            ("lib/report.sh", PackageResources.orchard_report_sh, 0o644),
            ("tests/price.sh", PackageResources.orchard_test_price_sh, 0o644),
            ("tests/stock.sh", PackageResources.orchard_test_stock_sh, 0o644),
            ("tests/report.sh", PackageResources.orchard_test_report_sh, 0o644),
        ]
    }

    private var programs: [(String, [UInt8])] {
        [
            ("kit", PackageResources.agent_kit_sh), ("ada", PackageResources.agent_ada_sh),
            ("grace", PackageResources.agent_grace_sh), ("linus", PackageResources.agent_linus_sh),
            ("edsger", PackageResources.agent_edsger_sh),
        ]
    }

    private var workspaceFile: String {
        """
        # The demo's workspace: one repository, one gate, four agents that are ordinary programs.
        name: orchard
        maxRuns: 4
        projects:
          orchard:
            path: orchard
            target: main
            gates:
              test: [./run-tests]

        """
    }

    private func agentFile(_ name: String) -> String {
        """
        ---
        role: engineer
        command: [sh, "\(root)/programs/\(name).sh"]
        passEnvironment: [ORCHARD_PACE]
        timeLimit: 5m
        ---
        You look after the orchard's price calculator. Do what the ticket asks, with a test.

        """
    }

    private func write(_ bytes: [UInt8], to name: String, mode: Int) throws {
        let path = "\(root)/\(name)"
        do {
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        } catch {
            throw CommandFailure(.world, "\(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
