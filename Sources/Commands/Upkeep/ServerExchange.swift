import APIClient
import Foundation
import Glibc
import Processes
import Wire

/// One server leaves a workspace and another comes, which is started as that was.
struct ServerExchange: Sendable {
    let workspace: LocalWorkspace
    let old: RunningProgram
    /// How long a server may take to leave, and another to come up.
    private let patience = Duration.seconds(60)

    init(workspace: LocalWorkspace, old: RunningProgram) {
        self.workspace = workspace
        self.old = old
    }

    /// A server that answers.
    struct Arrival: Sendable {
        let client: Client
        let address: String
        fileprivate let program: DetachedProgram
    }

    /// Returns when nobody serves the workspace any more.
    func waitForLeave() async throws {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                let lock = try await WorkspaceLock.take(workspace.state, patience: .zero)
                return withExtendedLifetime(lock) {}
            } catch let failure as CommandFailure where failure.kind == .conflict {
                guard ContinuousClock.now < deadline else { throw failure }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Starts a server as the one before was started, and returns when it answers.
    func start(_ program: String) async throws -> Arrival {
        let started = try DetachedProgram(
            program, old.arguments, environment: old.environment, in: old.folder, output: old.output)
        let deadline = ContinuousClock.now + patience
        while ContinuousClock.now < deadline {
            if let record = workspace.state.server(), started.isOfSession(record.pid),
                let client = await workspace.runningServer()
            {
                return Arrival(client: client, address: record.address.description, program: started)
            }
            if started.hasEnded() {
                throw CommandFailure(.world, "\(program) ended before it served; where the server ran is what it said.")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await end(started)
        throw CommandFailure(.world, "\(program) did not answer within \(patience.components.seconds) s.")
    }

    private func end(_ started: DetachedProgram) async throws {
        started.signal(SIGTERM)
        for _ in 0..<100 where !started.hasEnded() { try await Task.sleep(for: .milliseconds(50)) }
        started.signal(SIGKILL)
        try await waitForLeave()
    }

    /// Returns when every run that lived before has been taken over, or has ended; else the server is ended again.
    func adopted(_ live: [String], after revision: Int64, by arrival: Arrival) async throws -> [String] {
        do {
            return try await adopted(live, after: revision, arrival.client)
        } catch {
            try await end(arrival.program)
            throw error
        }
    }

    private func adopted(_ live: [String], after revision: Int64, _ client: Client) async throws -> [String] {
        var (adopted, settled): ([String], Set<String>) = ([], [])
        var position = revision
        let deadline = ContinuousClock.now + patience
        while !settled.isSuperset(of: live) {
            let page: PageBody<JournalBody> = try await client.get("/api/v1/journal", ["after": "\(position)"])
            for entry in page.items where entry.noun == "run" && ["adopted", "ended"].contains(entry.name) {
                if entry.name == "adopted", settled.insert(entry.subject).inserted { adopted.append(entry.subject) }
                settled.insert(entry.subject)
            }
            position = page.items.last?.position ?? position
            guard ContinuousClock.now < deadline else {
                let missing = live.filter { !settled.contains($0) }.joined(separator: ", ")
                throw CommandFailure(.world, "The new server did not take over \(missing).")
            }
            if page.items.isEmpty { try await Task.sleep(for: .milliseconds(100)) }
        }
        return adopted
    }
}
