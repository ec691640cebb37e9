import Domain
import Foundation
import Orchestration
import Processes
import Wire

/// Looks at runs through the logs that their shims write, and at the machine.
public struct RunObserver: Observer {
    private let stateFolder: String
    private let content: @Sendable (Run) async -> String?

    /// - Parameter content: the content of a run's files, as one name.
    public init(stateFolder: String, content: @escaping @Sendable (Run) async -> String?) {
        self.stateFolder = stateFolder
        self.content = content
    }

    public func disk() -> DiskSpace? {
        Disk(of: stateFolder).map { DiskSpace(total: $0.total, free: $0.free) }
    }

    public func pulse(of run: Run) async -> Pulse {
        let places = places(run)
        let last = RunFolder(places.process).lastOutput.map(Instant.init(milliseconds:))
        var pulse = Pulse(converses: AgentPrograms.converses(run.choice.harness), lastOutputAt: last)
        if pulse.converses { EventTail(events(places)).show(in: &pulse) }
        return pulse
    }

    public func tree(of run: Run) async -> String? { await content(run) }

    public func keep(_ alarm: Alarm, about run: Run) async -> String? {
        let places = places(run)
        let name = "runs/\(run.id)/alarms/\(alarm.watchdog.rawValue)-\(alarm.since.milliseconds)-\(alarm.step).json"
        let logs = RunLogs(stateFolder: stateFolder)
        let record = AlarmRecord(
            at: alarm.at.milliseconds, since: alarm.since.milliseconds, watchdog: alarm.watchdog.rawValue,
            grade: alarm.grade.rawValue, seen: alarm.seen, tree: alarm.tree,
            lastEvents: events(places).suffix(20).map { String(decoding: $0, as: UTF8.self) },
            lastOutput: logs.lastLines(run.id, count: 20),
            processes: Sweep.list(marked: AgentEnvironment.markName, places.runFolder))
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            let path = "\(stateFolder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try encoder.encode(record).write(to: URL(filePath: path))
            return name
        } catch {
            return nil  // A full disk must not keep a watchdog from acting; the journal says that there is no record.
        }
    }

    public func sweep(sparing live: Set<Run.ID>) async -> [Run.ID: Int] {
        let prefix = "\(stateFolder)/runs/"
        // Exactly a run's folder: a copy of its session that answers a question has one of its own, below it.
        func owner(_ value: String) -> Run.ID? {
            value.hasPrefix(prefix) ? Run.ID(String(value.dropFirst(prefix.count))) : nil
        }
        let killed = Sweep.kill(marked: AgentEnvironment.markName) { owner($0).map { !live.contains($0) } ?? false }
        return Dictionary(killed.compactMap { value, count in owner(value).map { ($0, count) } }) { $0 + $1 }
    }

    private func places(_ run: Run) -> Places { Places(state: stateFolder, run: run.id, ticket: run.ticket) }

    /// The last lines of what the agent did and said; none when nothing is known of it.
    private func events(_ places: Places) -> [ArraySlice<UInt8>] {
        // A run that has not begun has none, and what it cannot show is seen as silence.
        guard let bytes = try? RegularFile(places.events).tail(64 << 10) else { return [] }
        return bytes.split(separator: UInt8(ascii: "\n"))
    }
}

/// What is kept of a run when a watchdog takes a step about it.
private struct AlarmRecord: Encodable {
    let at: Int64
    let since: Int64
    let watchdog: String
    let grade: String
    let seen: String
    let tree: String?
    /// Lines of `events.jsonl`.
    let lastEvents: [String]
    let lastOutput: [String]
    /// Those that carry the run's mark in their environment.
    let processes: [String]
}

extension AgentPrograms {
    /// Whether the harness tells what its agent does while it does it, and can tell the agent something.
    static func converses(_ harness: String) -> Bool {
        let capabilities = program(harness, command: [])?.capabilities ?? []
        return capabilities.contains { $0.name == "interrupt" && $0.isSupported }
    }
}
