import Domain
import Foundation
import Harnesses

/// Lets dialects hear what no agent should say, and looks at what becomes of them.
public struct Fuzz: Sendable {
    /// What was seen.
    public struct Report: Sendable {
        public internal(set) var lines = 0
        public internal(set) var bytes = 0
        public internal(set) var conversations = 0
        public internal(set) var slowest = Duration.zero
        /// What a dialect held at the most when a conversation was over.
        public internal(set) var mostLeaves = 0
        public internal(set) var mostBytes = 0
        /// Stands for all effects in their order: the same for the same seed and lines, in every process.
        public internal(set) var digest: UInt64 = 0
        /// What must not happen, each with what replays it.
        public internal(set) var defects: [String] = []
    }

    /// A line may take so long, and as long again for each MiB of it.
    public static let patience = Duration.seconds(1)
    /// A dialect may hold so many values, however long the conversation was.
    public static let leafLimit = 150_000

    let corpus: Corpus
    let seed: UInt64

    public init(corpus: Corpus, seed: UInt64) {
        self.corpus = corpus
        self.seed = seed
    }

    /// Plays about `lines` lines to the dialect `name`.
    ///
    /// - Parameter begin: called with the number of each conversation before it, so that a crash can be placed.
    public func run(_ name: String, lines: Int, from first: Int = 0, begin: (Int) -> Void = { _ in }) -> Report {
        var report = Report()
        var number = first
        while report.lines < lines {
            begin(number)
            // One conversation in forty is long, and shows what grows.
            let length = number % 40 == 39 ? 4000 : 120
            play(name, number, length: min(length, lines - report.lines), &report)
            number += 1
        }
        return report
    }

    private func play(_ name: String, _ number: Int, length: Int, _ report: inout Report) {
        let own = name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) } &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D
        let place = "dialect \(name), conversation \(number), seed \(seed)"
        guard var first = FuzzedConversation(name, seed: own, corpus: corpus),
            var second = FuzzedConversation(name, seed: own, corpus: corpus)
        else {
            report.defects.append("there is no dialect \(name)")
            report.lines = .max
            return
        }
        let clock = ContinuousClock()
        for line in 0..<length {
            let heard = first.hear(clock: clock)
            report.slowest = max(report.slowest, heard.took)
            report.bytes += heard.size
            if heard.took > Self.patience * (1 + heard.size >> 20) {
                report.defects.append("\(place), line \(line): \(heard.size) bytes took \(heard.took)")
            }
        }
        // A replay in the same server: every tenth conversation is had once more.
        if number % 10 == 0 {
            for _ in 0..<length { _ = second.hear(clock: clock) }
            if first.digest != second.digest { report.defects.append("\(place): a replay gives other effects") }
        }
        let size = StateSize(of: first.dialect)
        if size.leaves > Self.leafLimit { report.defects.append("\(place): it holds \(size.leaves) values") }
        report.mostLeaves = max(report.mostLeaves, size.leaves)
        report.mostBytes = max(report.mostBytes, size.bytes)
        report.lines += length
        report.conversations += 1
        report.digest = report.digest &* 31 &+ first.digest.value
    }
}
