import Foundation
import Fuzzing
import Glibc
import Harnesses

/// `skein-fuzz`: spoilt lines for every dialect, and one line of JSON with what was seen.
@main struct SkeinFuzz {
    static func main() async throws {
        let options: Options
        do {
            options = try Options(CommandLine.arguments.dropFirst())
        } catch {
            remark("\(error)")
            exit(2)
        }
        let fuzz = Fuzz(corpus: try Corpus(folder: options.corpus), seed: options.seed)
        let names = options.dialect.map { [$0] } ?? AgentPrograms.dialects + [Fuzz.server]
        let before = memory("VmRSS")
        let clock = ContinuousClock()
        let start = clock.now
        var total = Total()
        for name in names {
            let begin: @Sendable (Int) -> Void = { number in
                if options.isTraced { remark("\(name) \(number)") }
                // A line that never ends ends the program here, with the conversation named by `--trace`.
                _ = alarm(120)
            }
            let lines = options.lines / names.count
            let report =
                name == Fuzz.server
                ? await fuzz.runServer(lines: lines, from: options.first, begin: begin)
                : fuzz.run(name, lines: lines, from: options.first, begin: begin)
            total.add(report)
            for defect in report.defects { remark("defect: \(defect)") }
        }
        print(total.line(seed: options.seed, took: start.duration(to: clock.now), before: before))
        if !total.isClean { exit(1) }
    }

    static func remark(_ line: String) { FileHandle.standardError.write(Data("skein-fuzz: \(line)\n".utf8)) }

    /// A size of this process out of `/proc/self/status`, in KiB.
    static func memory(_ name: String) -> Int {
        // Where there is no such file, nothing is known.
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}

/// All dialects together.
struct Total {
    private var lines = 0
    private var bytes = 0
    private var dialects = 0
    private var slowest = Duration.zero
    private var leaves = 0
    private var digest: UInt64 = 0
    private var defects = 0

    var isClean: Bool { defects == 0 }

    mutating func add(_ report: Fuzz.Report) {
        lines += report.lines
        bytes += report.bytes
        dialects += 1
        slowest = max(slowest, report.slowest)
        leaves = max(leaves, report.mostLeaves)
        digest = digest &* 31 &+ report.digest
        defects += report.defects.count
    }

    func line(seed: UInt64, took: Duration, before: Int) -> String {
        let seconds = took / .seconds(1)
        return """
            {"seed": \(seed), "dialects": \(dialects), "lines": \(lines), "MiB": \(bytes >> 20), \
            "seconds": \(Int(seconds.rounded())), "linesPerSecond": \(Int(Double(lines) / max(seconds, 0.001))), \
            "slowestLineMs": \(Int(slowest / .milliseconds(1))), "mostValuesHeld": \(leaves), \
            "rssBeforeMiB": \(before >> 10), "rssPeakMiB": \(SkeinFuzz.memory("VmHWM") >> 10), \
            "effects": "\(String(digest, radix: 16))", "defects": \(defects)}
            """
    }
}
