import Domain
import Foundation
import Orchestration
import Processes

/// The logs that shims write, as the runs' output.
public struct RunLogs: RunOutput {
    private let stateFolder: String

    public init(stateFolder: String) {
        self.stateFolder = stateFolder
    }

    public func read(_ run: Run.ID, _ stream: LogStream, from offset: Int64, limit: Int) throws -> OutputPiece {
        guard let handle = FileHandle(forReadingAtPath: path(run, stream)) else {
            let start = max(offset, 0)
            return OutputPiece(text: "", start: start, next: start, hasMore: false)
        }
        defer { handle.closeFile() }
        let size = Int64(handle.seekToEndOfFile())
        let start = offset < 0 ? lineStart(after: max(0, size + offset), handle) : min(offset, size)
        handle.seek(toFileOffset: UInt64(start))
        var bytes = handle.readData(ofLength: limit)
        if let end = bytes.lastIndex(of: 0x0a) { bytes = bytes[...end] }
        let next = start + Int64(bytes.count)
        return OutputPiece(text: String(decoding: bytes, as: UTF8.self), start: start, next: next, hasMore: next < size)
    }

    /// The beginning of the first line at or after `offset`; `offset` itself when the log's rest is one long line.
    private func lineStart(after offset: Int64, _ handle: FileHandle) -> Int64 {
        guard offset > 0 else { return 0 }
        handle.seek(toFileOffset: UInt64(offset) - 1)
        let bytes = handle.readData(ofLength: 65536)
        guard let end = bytes.firstIndex(of: 0x0a), end + 1 < bytes.endIndex else { return offset }
        return offset + Int64(end - bytes.startIndex)
    }

    public func lastLines(_ run: Run.ID, count: Int) -> [String] {
        let tails = [LogStream.stdout, .stderr].map { tail(path(run, $0)) }
        let shown = tails[0].isEmpty ? tails[1] : tails[0]
        return shown.split(separator: "\n", omittingEmptySubsequences: true).suffix(count).map {
            String($0.prefix(400))
        }
    }

    private func path(_ run: Run.ID, _ stream: LogStream) -> String {
        let process = Places(state: stateFolder, run: run, ticket: Ticket.ID(number: 0)).process
        return stream == .stdout ? RunFolder(process).stdoutLog : RunFolder(process).stderrLog
    }

    private func tail(_ path: String) -> String {
        guard let handle = FileHandle(forReadingAtPath: path) else { return "" }
        defer { handle.closeFile() }
        let size = handle.seekToEndOfFile()
        handle.seek(toFileOffset: size > 4096 ? size - 4096 : 0)
        return String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
    }
}
