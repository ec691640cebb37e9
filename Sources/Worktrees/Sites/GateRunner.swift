import Domain
import Foundation
import Orchestration
import Processes

/// Runs gates: each in a checkout of exactly one tree, under a shim, so that it survives the server as agents do.
public struct GateRunner: Sendable {
    private let shim: ShimHost
    private let stateFolder: String
    private let environment: [String: String]
    /// A gate that is lost with its shim, by a reboot say, tells nothing of the tree and is run again: so often.
    private static let attempts = 3

    public init(shim: ShimHost, stateFolder: String, environment: [String: String]) {
        self.shim = shim
        self.stateFolder = stateFolder
        self.environment = environment
    }

    /// Runs the gate, or takes up one that an earlier server started on the same candidate.
    func run(
        _ gate: Gate, on candidate: Change.Candidate, for change: Change, in project: Project
    ) async throws -> GateResult {
        let area = "\(stateFolder)/gates/\(project.id)"
        let folder = RunFolder("\(area)/runs/\(change.id).\(change.candidates).\(gate.name)")
        let subject = Subject(tree: candidate.tree, gate: gate)
        var exit: ProcessExit?
        for _ in 1...Self.attempts where exit == nil {
            if try !isRecord(folder, of: subject) {
                try await clear(folder)
                try await stopOthers(in: area)
                try record(subject, in: folder)
                try await start(gate, on: candidate, in: project, area: area, folder: folder)
            }
            exit = try await folder.follow(output: {})
        }
        if exit == nil { try await folder.killLeftovers(environmentMarker: marker(folder)) }
        let output = tail(folder)
        let duration = Span(milliseconds: exit.map { $0.endedAt - $0.startedAt } ?? 0)
        let verdict = exit.map(verdict) ?? .infraError
        let result = GateResult(gate: gate, tree: candidate.tree, verdict: verdict, duration: duration, output: output)
        if verdict == .infraError { try forget(folder) }
        return result
    }

    /// What a gate's folder tells of. Numbers of changes come again when the database is that of a backup, and a gate
    /// can be given another command under its name: neither may pass for this tree or this gate.
    private struct Subject: Codable, Hashable {
        var tree: String
        var gate: Gate
    }

    private func subjectFile(_ folder: RunFolder) -> String { "\(folder.path)/subject.json" }

    /// Whether the gate runs there, or has ended there, on exactly this.
    private func isRecord(_ folder: RunFolder, of subject: Subject) throws -> Bool {
        guard try folder.isAlive || folder.exit() != nil else { return false }
        // What cannot be read tells of nothing: the gate is run again.
        let bytes = (try? RegularFile(subjectFile(folder)).tail(1 << 20)) ?? []
        return (try? JSONDecoder().decode(Subject.self, from: Data(bytes))) == subject  // as above
    }

    private func record(_ subject: Subject, in folder: RunFolder) throws {
        try write(Array(try JSONEncoder().encode(subject)), to: subjectFile(folder))
    }

    private func verdict(_ exit: ProcessExit) -> GateResult.Verdict {
        switch exit.reason {
        case .exited: GateResult.verdict(status: exit.status.map(Int.init), timedOut: false)
        case .deadline: .timedOut
        case .outputLimit: .failed
        case .stopped, .failedToStart: .infraError
        }
    }

    private func start(
        _ gate: Gate, on candidate: Change.Candidate, in project: Project, area: String, folder: RunFolder
    ) async throws {
        let tree = "\(area)/tree"
        try makeFolder(area)
        guard let wanted = Tree(candidate.tree) else { throw WorldFailure("\(candidate.tree) is no tree") }
        let repository = try await Repository.open(project.definition.path)
        try await repository.checkOut(
            wanted, at: tree, keep: project.definition.keep, head: try parse(candidate.target))
        let deadline = Int64(Date().timeIntervalSince1970 * 1000) + gate.timeout.milliseconds
        let launch = Launch(
            arguments: gate.command, environment: variables(project, candidate, folder), workingDirectory: tree,
            input: [],
            keepsInputOpen: false, deadline: deadline, grace: .seconds(5), outputLimit: 256 << 20)
        do {
            _ = try await shim.start(launch, in: folder.path)
        } catch let failure as ProcessFailure {
            // A gate that cannot be executed has an exit record that says so, and is an infrastructure error.
            if try folder.exit() == nil { throw WorldFailure(failure.description) }
        }
    }

    /// Ends and removes what a gate left that was lost with its shim, or was about something else.
    private func clear(_ folder: RunFolder) async throws {
        guard FileManager.default.fileExists(atPath: folder.path) else { return }
        try await end(folder)
        try await folder.killLeftovers(environmentMarker: marker(folder))
        try forget(folder)
    }

    /// A gate of a change that has left the queue may still run in the tree's folder.
    private func stopOthers(in area: String) async throws {
        let runs = (try? FileManager.default.contentsOfDirectory(atPath: "\(area)/runs")) ?? []  // none yet
        for name in runs {
            try await end(RunFolder("\(area)/runs/\(name)"))
        }
    }

    private func end(_ folder: RunFolder) async throws {
        guard folder.isAlive else { return }
        try await folder.stop(grace: .seconds(2))
        _ = try await folder.follow(output: {})
    }

    private func forget(_ folder: RunFolder) throws {
        if !folder.isAlive { try FileManager.default.removeItem(atPath: folder.path) }
    }

    private func marker(_ folder: RunFolder) -> String { "SKEIN_RUN_FOLDER=\(folder.path)" }

    private func variables(_ project: Project, _ candidate: Change.Candidate, _ folder: RunFolder) -> [String: String] {
        var variables = environment.filter { ChildEnvironment.inherited.contains($0.key) }
        variables["CI"] = "true"
        variables["SKEIN_PROJECT"] = project.id.name
        variables["SKEIN_TREE"] = candidate.tree
        variables["SKEIN_RUN_FOLDER"] = folder.path
        return variables
    }

    /// The end of what the gate wrote, errors last, at most 8 KiB of each.
    private func tail(_ folder: RunFolder) -> String {
        [folder.stdoutLog, folder.stderrLog].map { lastBytes($0, 8192) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Empty when the gate wrote nothing, or left something in the place of its log that cannot be shown.
    private func lastBytes(_ path: String, _ count: Int) -> String {
        // The verdict comes from the exit status; the log is only what a person reads beside it.
        guard let bytes = try? RegularFile(path).tail(count) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
