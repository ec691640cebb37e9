import Domain
import Foundation
import Storage
import StorageSQLite
import Synchronization

/// Databases full of tickets: made once for each size, then copied.
final class SeededDatabases: Sendable {
    static let projects = 10
    static let agents = 20
    /// Live runs at once.
    static let maxRuns = 16

    private let scratch: ScratchFolder
    private let made = Mutex<[Int: String]>([:])

    init(scratch: ScratchFolder) {
        self.scratch = scratch
    }

    /// A copy of its own of the database with `tickets` tickets, as `folder`/skein.db.
    func copy(tickets: Int, to folder: String) async throws {
        let source: String
        if let known = made.withLock({ $0[tickets] }) {
            source = known
        } else {
            source = try await make(tickets)
            made.withLock { $0[tickets] = source }
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: "\(source)/whole.db", toPath: "\(folder)/skein.db")
    }

    private func make(_ tickets: Int) async throws -> String {
        remark("seeding \(tickets) tickets")
        let folder = try scratch.folder("seed-\(tickets)")
        let store = try await SQLiteStore(path: "\(folder)/skein.db")
        try await store.perform(ApplyConfiguration(Self.configuration), by: .server("bench"), at: start)
        for first in stride(from: 1, through: tickets, by: 5000) {
            try await store.write { transaction in
                for number in first..<min(first + 5000, tickets + 1) {
                    try transaction.perform(
                        CreateTicket(content: Self.content(Int64(number))), by: .person("bench"),
                        at: start + .seconds(Int64(number)))
                }
            }
        }
        // One file: the log beside the database may hold what is not in it yet, also after the store is closed.
        try await store.copy(to: "\(folder)/whole.db")
        try store.close()
        return folder
    }

    /// Ten projects and twenty agents with instructions of two kilobytes.
    private static var configuration: Configuration {
        let instructions = String(repeating: "Do what the ticket asks, and test it. ", count: 55)
        let harness = Agent.Harness.command(CommandHarness(argv: ["true"]))
        let definition = Agent.Definition(harness: harness, instructions: instructions, maxRuns: 2)
        let gates = [Gate(name: "test", command: ["true"])]
        return Configuration(
            settings: Workspace.Settings(name: "bench", maxRuns: maxRuns),
            projects: Dictionary(
                uniqueKeysWithValues: (0..<projects).map {
                    (Project.ID(name: "p\($0)"), .init(path: "/nowhere/p\($0)", target: "main", gates: gates))
                }),
            agents: Dictionary(uniqueKeysWithValues: (0..<agents).map { (Agent.ID(name: "a\($0)"), definition) }))
    }

    /// Half of the tickets name an agent, one in ten waits for an earlier one, priorities are mixed.
    private static func content(_ number: Int64) -> Ticket.Content {
        let index = Int(number)
        return Ticket.Content(
            title: "Ticket \(number)", body: String(repeating: "What is to be done, in some words. ", count: 6),
            project: Project.ID(name: "p\(index % projects)"),
            assignee: index.isMultiple(of: 2) ? Agent.ID(name: "a\(index / 2 % agents)") : nil,
            priority: Ticket.Priority.allCases[index % 4], labels: index.isMultiple(of: 3) ? ["bench"] : [],
            blockers: index.isMultiple(of: 10) ? [Ticket.ID(number: max(number - 7, 1))] : [])
    }
}

/// When the first ticket was written.
private let start = Instant(milliseconds: 1_700_000_000_000)

extension Instant {
    static var now: Instant { Instant(milliseconds: wallNanoseconds() / 1_000_000) }
}
