import APIClient
import Domain
import Foundation
import Glibc
import Orchestration
import Processes
import Upkeep
import Wire
import Worktrees

/// An upgrade in place: one server leaves, another comes, the agents in between are held by their shims.
struct Upgrade: Sendable {
    typealias Session = @Sendable (@escaping @Sendable (Client) async throws -> BackupBody) async throws -> BackupBody

    let workspace: LocalWorkspace
    let binary: String

    /// What an upgrade did.
    struct Report: Codable, Sendable {
        var from: String
        var to: String
        var backup: String
        /// Where the new server answers; nil when none ran before.
        var address: String?
        /// Live runs that it has taken over.
        var adopted: [String] = []
        /// Why the old server runs again.
        var failure: String?
        /// What was done to a database that had been migrated.
        var rollback: Rollback.Report?

        var isRolledBack: Bool { failure != nil }
    }

    /// The server that is to be replaced.
    private struct Served {
        let client: Client
        let record: WorkspaceState.ServerRecord
        let program: RunningProgram
    }

    /// Nil when none runs.
    ///
    /// - Throws: when it is not one that can be started once more: `run` and `demo` would begin their work anew.
    private func served() async throws -> Served? {
        guard let client = await workspace.runningServer(), let record = workspace.state.server() else { return nil }
        let program = try RunningProgram(record.pid)
        let verb = program.arguments.first ?? ""
        guard verb == "up" else {
            throw CommandFailure(
                .conflict,
                "What serves this workspace is `skein \(verb)` (process \(record.pid)), which ends with its work: wait "
                    + "for that, or interrupt it, its agents go on; then start \(binary) up. Nothing was changed.")
        }
        return Served(client: client, record: record, program: program)
    }

    func run(_ session: Session) async throws -> Report {
        let new = try await Capabilities.ask(binary)
        _ = try await served()
        let startedAt = SystemClock().now
        let backup = try await session { client in
            try await client.waiting(.seconds(3600)).post("/api/v1/backups", BackUpBody())
        }
        try await trial(new, on: backup.path)
        var report = Report(from: Capabilities.own.version, to: new.version, backup: backup.path)
        guard let served = try await served() else { return report }
        let live: PageBody<RunBody> = try await served.client.get("/api/v1/runs", ["live": "true"])
        let board: BoardBody = try await served.client.get("/api/v1/board", ["limit": "1"])
        let schema = try await Rollback.schema(of: workspace.kept)
        let exchange = ServerExchange(workspace: workspace, old: served.program)
        kill(served.record.pid, SIGTERM)
        try await exchange.waitForLeave()
        do {
            let arrival = try await exchange.start(binary)
            report.address = arrival.address
            report.adopted = try await exchange.adopted(live.items.map(\.id), after: board.revision, by: arrival)
        } catch {
            report.failure = "\(CommandFailure(error).description)"
            do {
                if try await Rollback.schema(of: workspace.kept) != schema {
                    let last = try Rollback.backup(of: workspace.kept, since: startedAt) ?? backup.path
                    report.rollback = try await rollback(to: last)
                }
                report.address = try await exchange.start(served.program.executable).address
            } catch {
                throw CommandFailure(.world, report.deadEnd(served.program.path, because: CommandFailure(error)))
            }
            if report.rollback?.isFrozen == false { try await freeze() }
        }
        return report
    }

    private func rollback(to backup: String) async throws -> Rollback.Report {
        let rollback = Rollback(workspace.kept, references: RepositoryReferences(), person: NSUserName())
        return try await rollback.run(to: backup)
    }

    private func freeze() async throws {
        let reason = "an upgrade failed: look at what landed meanwhile"
        try await workspace.runningServer()?.post("/api/v1/freeze", FreezeBody(reason: reason))
    }

    /// The new binary brings a copy of the backup's database to its schema and checks it.
    private func trial(_ new: Capabilities, on backup: String) async throws {
        guard new.schema >= Capabilities.own.schema else {
            throw CommandFailure(
                .conflict,
                "\(binary) is \(new.version), which knows the database up to schema \(new.schema); this one is "
                    + "\(Capabilities.own.schema). Nothing was changed. To go back, restore a backup of then.")
        }
        let call = Processes.Program(
            binary, ["verify", backup], in: workspace.root, environment: ProcessInfo.processInfo.environment)
        let finished = try await call.run(timeout: .seconds(3600), outputLimit: 1 << 20)
        guard finished.succeeded else {
            let words = String(decoding: finished.output + finished.errors, as: UTF8.self)
            throw CommandFailure(
                .world, "\(binary) does not take this workspace over; nothing was changed. It said: \(words)")
        }
    }
}

extension Upgrade.Report {
    /// When the old server cannot be started again either.
    fileprivate func deadEnd(_ old: String, because second: CommandFailure) -> String {
        let place = rollback.map { $0.sentences.joined(separator: "; ") + ". " } ?? ""
        return "skein \(to) did not come up: \(failure ?? "") And \(old), which served before, could not be started "
            + "again: \(second.description) \(place)The backup of before is \(backup). Nothing serves now: call "
            + "`skein up`."
    }

    var sentences: [String] {
        var lines = ["backup: \(backup)"]
        if let failure {
            lines.append("skein \(to) did not come up: \(failure)")
            lines += rollback?.sentences ?? []
            return lines + ["skein \(from) serves again at \(address ?? "")"]
        }
        guard let address else { return lines + ["skein \(to) can serve this workspace; no server runs to replace"] }
        let runs = adopted.isEmpty ? "no run was live" : "taken over: \(adopted.joined(separator: ", "))"
        return lines + ["skein \(to) serves at \(address); \(runs)"]
    }
}

extension Rollback.Report {
    fileprivate var sentences: [String] {
        let place = aside.map { ["the database is that of before the migration; the other is in \($0)"] } ?? []
        let landed = landedSince.map(\.sentence)
        return place + landed + ["the workspace is frozen: `skein thaw` once you have looked"]
    }
}
