import Foundation
import Wire

/// What real agents wrote: the seeds of all that is made up.
public struct Corpus: Sendable {
    /// The lines of one recorded conversation, in their order.
    struct Recording: Sendable {
        /// The agent, which is the folder that the recording lies in.
        let agent: String
        let lines: [JSONValue]
    }

    let recordings: [Recording]
    /// Every line of every agent.
    let lines: [JSONValue]

    /// Reads all recordings below `folder`: rows of `{"dir": "out", "msg": …}` are lines of an agent.
    public init(folder: String) throws {
        let root = URL(filePath: folder)
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".jsonl") }
        recordings = try files.sorted().map { file in
            let rows = try Data(contentsOf: root.appending(path: file)).split(separator: UInt8(ascii: "\n"))
            let lines = rows.compactMap { JSONValue($0) }.filter { $0.dir?.text == "out" }.compactMap(\.msg)
            return Recording(agent: file.split(separator: "/").first.map(String.init) ?? "", lines: lines)
        }
        lines = recordings.flatMap(\.lines)
        if lines.isEmpty { throw NoRecordings(folder: folder) }
    }

    /// The recordings that `dialect` understands best: its own agent's, else those of its protocol.
    func recordings(for dialect: String) -> [Recording] {
        let own = recordings.filter { $0.agent == dialect }
        let others = recordings.filter { !["claude", "codex"].contains($0.agent) }
        return own.isEmpty ? others : own
    }
}

/// A folder without a single line of an agent.
struct NoRecordings: Error, CustomStringConvertible {
    let folder: String
    var description: String { "\(folder) holds no recorded conversation: name the folder of the transcripts" }
}
