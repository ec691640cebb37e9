import Domain
import Foundation
import Glibc
import Orchestration
import Processes
import Wire

/// The folders that runs leave in the state folder.
public struct RunFolders: RunFolderSite {
    private let stateFolder: String

    public init(stateFolder: String) {
        self.stateFolder = stateFolder
    }

    public func folders() throws -> [Run.ID: Int64] {
        // Before the first run there is no such folder.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(stateFolder)/runs")) ?? []
        // `1` and `r-1` can be read as R-1 too, and are not its folder.
        let runs = names.compactMap { Run.ID(exactly: $0) }
        return Dictionary(uniqueKeysWithValues: runs.map { ($0, longestLog(of: $0)) })
    }

    private func longestLog(of run: Run.ID) -> Int64 {
        logs(of: run).map { Self.size(of: $0.path) }.max() ?? 0
    }

    public func trimLogs(of run: Run.ID, to bytes: Int64) throws {
        for log in logs(of: run) where Self.size(of: log.path) > bytes { try trim(log, to: Int(bytes)) }
    }

    public func remove(_ run: Run.ID) throws {
        let folder = places(run).runFolder
        guard FileManager.default.fileExists(atPath: folder) else { return }
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            throw WorldFailure("\(folder) could not be removed: \(error.localizedDescription)")
        }
    }

    private struct Log {
        let path: String
        /// Whether its lines are events.
        let isOfEvents: Bool
    }

    private func places(_ run: Run.ID) -> Places {
        Places(state: stateFolder, run: run, ticket: Ticket.ID(number: 0))
    }

    private func logs(of run: Run.ID) -> [Log] {
        let process = RunFolder(places(run).process)
        return [
            Log(path: process.stdoutLog, isOfEvents: false), Log(path: process.stderrLog, isOfEvents: false),
            Log(path: places(run).events, isOfEvents: true),
        ]
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG ? Int64(status.st_size) : 0
    }

    /// The log's end, from a line's beginning on, after a line that says what is missing.
    private func trim(_ log: Log, to bytes: Int) throws {
        do {
            let whole = try RegularFile(log.path)
            let room = bytes - Self.noteRoom
            var rest = try whole.tail(room)[...]
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")), end + 1 < rest.endIndex { rest = rest[(end + 1)...] }
            let note = try Self.note(missing: whole.size - Int64(rest.count), isEvent: log.isOfEvents)
            try Data(note + rest).write(to: URL(fileURLWithPath: log.path), options: .atomic)
        } catch {
            throw WorldFailure("\(log.path) could not be trimmed: \(error)")
        }
    }

    /// No note is longer.
    private static let noteRoom = 512

    private static func note(missing: Int64, isEvent: Bool) throws -> [UInt8] {
        let words = "\(missing) bytes that stood before this were removed: see `retention` in skein.yaml."
        guard isEvent else { return Array("[skein] \(words)\n".utf8) }
        var event = RunEventBody(at: 0, type: "warning")
        event.text = words
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(event)) + [UInt8(ascii: "\n")]
    }
}
