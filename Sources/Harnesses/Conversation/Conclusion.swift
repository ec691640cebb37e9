import Domain
import Orchestration
import Processes

/// What the end of a process and the end of its conversation together mean.
struct Conclusion {
    private let exit: ProcessExit
    private let exchange: Exchange
    private let places: Places
    private let endsByExit: Bool

    /// - Parameter endsByExit: whether success is told by the exit status alone.
    init(_ exit: ProcessExit, _ exchange: Exchange, _ places: Places, endsByExit: Bool = false) {
        self.endsByExit = endsByExit
        self.exit = exit
        self.exchange = exchange
        self.places = places
    }

    var ending: Ending {
        // A turn that ended says more than how the process went down after it.
        guard let end = exchange.end, !exchange.isBusy else { return withoutEnd }
        switch end {
        case .completed: return completed
        case .interrupted: return .stopped
        case .failed(let failure): return .failed(.agent(failure))
        }
    }

    private var completed: Ending {
        do {
            var result = try ResultFile.read(places.result)
            if result.summary == nil { result.summary = exchange.lastText }
            return result.ending(status: 0)
        } catch {
            return .failed(.badResult("its result file: \(error)"))
        }
    }

    private var withoutEnd: Ending {
        if let ending = exit.endingFromOutside { return ending }
        if endsByExit, exit.status == 0 { return completed }
        let words = lastErrors
        if let failure = AgentFailure(words: words) { return .failed(.agent(failure)) }
        let status = Int(exit.status ?? 1)
        return .failed(status == 0 ? .agent(AgentFailure(.unfinished, words)) : .exitStatus(status))
    }

    /// The end of what it wrote to its standard error.
    private var lastErrors: String {
        // What cannot be read says nothing more.
        let bytes = (try? RegularFile(RunFolder(places.process).stderrLog).tail(2000)) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").suffix(5).joined(separator: "\n")
    }
}

extension AgentFailure {
    /// A failure told in words alone, which counts only where no code was given; nil when they name none.
    init?(words: String) {
        let lower = words.lowercased()
        let found = Self.signs.first { sign in sign.words.contains { lower.contains($0) } }
        guard let found else { return nil }
        self.init(found.kind, words)
    }

    private static let signs: [(kind: Kind, words: [String])] = [
        (.auth, ["not logged in", "please run /login", "invalid api key", "authentication required", "unauthorized"]),
        (.quota, ["usage limit", "insufficient_quota", "credit balance", "quota exceeded", "billing"]),
        (.rateLimited, ["rate limit", "rate_limit", "too many requests"]),
        (.overloaded, ["overloaded"]),
        (.contextExhausted, ["prompt is too long", "context window", "context length", "maximum context"]),
        (.transient, ["connection reset", "connection refused", "timed out", "econnreset", "network error"]),
    ]
}
