import Domain
import Foundation
import Orchestration
import Processes
import Wire

/// The logs that shims write, as the runs' output.
public struct RunLogs: RunOutput {
    private let stateFolder: String

    public init(stateFolder: String) {
        self.stateFolder = stateFolder
    }

    public func read(_ run: Run.ID, _ stream: LogStream, from offset: Int64, limit: Int) throws -> OutputPiece {
        let file: RegularFile
        do throws(RegularFile.Refusal) {
            file = try RegularFile(path(run, stream))
        } catch .missing {
            let start = max(offset, 0)
            return OutputPiece(text: "", start: start, next: start, hasMore: false)
        } catch {
            throw WorldFailure("the log of \(run) cannot be shown: \(error)")
        }
        let size = file.size
        let start = offset < 0 ? try lineStart(after: max(0, size + offset), file) : min(offset, size)
        var bytes = try file.read(from: start, limit: limit)[...]
        if let end = bytes.lastIndex(of: 0x0a) { bytes = bytes[...end] }
        let next = start + Int64(bytes.count)
        return OutputPiece(text: String(decoding: bytes, as: UTF8.self), start: start, next: next, hasMore: next < size)
    }

    /// The beginning of the first line at or after `offset`; `offset` itself when the log's rest is one long line.
    private func lineStart(after offset: Int64, _ file: RegularFile) throws -> Int64 {
        guard offset > 0 else { return 0 }
        let bytes = try file.read(from: offset - 1, limit: 65536)
        guard let end = bytes.firstIndex(of: 0x0a), end + 1 < bytes.endIndex else { return offset }
        return offset + Int64(end)
    }

    public func lastLines(_ run: Run.ID, count: Int) -> [String] {
        if let lines = conversation(run)?.suffix(count), !lines.isEmpty { return lines.map { String($0.prefix(400)) } }
        let tails = [LogStream.stdout, .stderr].map { tail(path(run, $0)) }
        let shown = tails[0].isEmpty ? tails[1] : tails[0]
        return shown.split(separator: "\n", omittingEmptySubsequences: true).suffix(count).map {
            String($0.prefix(400))
        }
    }

    /// Looks through the last 8 MiB of a conversation.
    public func search(
        _ run: Run.ID, for text: String, limit: Int
    ) throws -> (matches: [OutputMatch], bytes: Int) {
        let bytes: [UInt8]
        do throws(RegularFile.Refusal) {
            bytes = try RegularFile(path(run, .events)).tail(8 << 20)
        } catch .missing, .notRegular {
            // What a run put in the place of its conversation keeps nobody from searching the others.
            return ([], 0)
        } catch {
            throw WorldFailure("the conversation of \(run) cannot be searched: \(error)")
        }
        return (SessionSearch(text).matches(in: bytes, limit: limit), bytes.count)
    }

    public func transcript(_ run: Run.ID, limit: Int) throws -> [String] {
        do throws(RegularFile.Refusal) {
            let events = try RegularFile(path(run, .events)).tail(limit)
            let said = events.split(separator: UInt8(ascii: "\n")).compactMap { RunEventBody(line: $0)?.spoken }
            if !said.isEmpty { return Transcript.pieces(of: said) }
        } catch .missing, .notRegular {
            // A program that is just run has only what it printed.
        } catch {
            throw WorldFailure("the conversation of \(run) cannot be read: \(error)")
        }
        // Such a program may have printed nothing, or put something else in the place of its log.
        guard let bytes = try? RegularFile(path(run, .stdout)).tail(limit) else { return [] }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        return Transcript.pieces(of: lines)
    }

    /// The end of a conversation as lines for people; nil when the run's program is not talked with.
    private func conversation(_ run: Run.ID) -> [String]? {
        // A hint on a board: what is wrong with the log is said when it is asked for.
        guard let bytes = try? RegularFile(path(run, .events)).tail(32 * 1024) else { return nil }
        var lines = ConversationLines()
        return bytes.split(separator: UInt8(ascii: "\n")).compactMap { RunEventBody(line: $0) }.flatMap {
            lines.lines($0)
        }
    }

    private func path(_ run: Run.ID, _ stream: LogStream) -> String {
        let places = Places(state: stateFolder, run: run, ticket: Ticket.ID(number: 0))
        return switch stream {
        case .stdout: RunFolder(places.process).stdoutLog
        case .stderr: RunFolder(places.process).stderrLog
        case .events: places.events
        }
    }

    /// Empty when there is nothing yet, or nothing that can be shown.
    private func tail(_ path: String) -> String {
        // A hint on a board: what is wrong with the log is said when it is asked for.
        guard let bytes = try? RegularFile(path).tail(4096) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
