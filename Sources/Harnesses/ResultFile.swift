import Foundation
import Orchestration
import Processes

/// What an agent may say of its own work: a JSON object in the file that `SKEIN_RESULT_FILE` names.
struct ResultFile: Codable, Hashable {
    enum Outcome: String, Codable {
        case done
        /// Nothing had to be changed; the summary is the answer.
        case noChange = "no_change"
        /// It waits for somebody; the summary says for whom and why.
        case blocked
        case failed
    }

    /// What the run used, as the agent counts it.
    struct Usage: Codable, Hashable {
        var inputTokens: Int?
        var outputTokens: Int?
        var costUSD: Double?
    }

    var outcome: Outcome?
    var summary: String?
    var usage: Usage?

    /// Bytes that are read of it; more is an error.
    static let limit = 64 * 1024

    /// Reads the file; one that is not there says nothing. Throws a `WorldFailure` that names what is wrong.
    static func read(_ path: String) throws -> ResultFile {
        let data: Data
        do throws(RegularFile.Refusal) {
            data = Data(try RegularFile(path).read(from: 0, limit: limit + 1))
        } catch .missing {
            return ResultFile()
        } catch {
            throw WorldFailure(error.description)
        }
        if data.count > limit { throw WorldFailure("it is larger than \(limit) bytes") }
        if data.allSatisfy({ $0 == 0x20 || $0 == 0x0a }) { return ResultFile() }
        do {
            return try JSONDecoder().decode(ResultFile.self, from: data)
        } catch let DecodingError.dataCorrupted(context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            if path == "outcome" { throw WorldFailure("`outcome` must be done, no_change, blocked or failed") }
            throw WorldFailure("it is not JSON")
        } catch let DecodingError.typeMismatch(type, context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw WorldFailure("`\(path)` must be of type \(type)")
        }
    }

    /// The ending that the exit status and this file together mean.
    func ending(status: Int) -> Ending {
        let summary = String((summary ?? "").prefix(2000))
        switch (outcome, status) {
        case (.blocked, _): return .blocked(reason: summary.isEmpty ? "the agent did not say why" : summary)
        case (.failed, _): return .failed(.reported(summary.isEmpty ? "the agent did not say why" : summary))
        case (_, let status) where status != 0: return .failed(.exitStatus(status))
        case (.noChange, _): return .nothingToDo(summary: summary)
        case (.done, _), (nil, _): return .finished(summary: summary)
        }
    }
}
