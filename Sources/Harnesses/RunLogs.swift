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
        let path = path(run, stream)
        guard let handle = FileHandle(forReadingAtPath: path) else {
            return OutputPiece(text: "", next: offset, hasMore: false)
        }
        defer { handle.closeFile() }
        let size = Int64(handle.seekToEndOfFile())
        guard offset >= 0, offset < size else {
            return OutputPiece(text: "", next: min(max(offset, 0), size), hasMore: false)
        }
        handle.seek(toFileOffset: UInt64(offset))
        var bytes = handle.readData(ofLength: limit)
        if let end = bytes.lastIndex(of: 0x0a) { bytes = bytes[...end] }
        let next = offset + Int64(bytes.count)
        return OutputPiece(text: String(decoding: bytes, as: UTF8.self), next: next, hasMore: next < size)
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
