import Foundation
import Glibc

/// `skein-bench`: measures Skein on this machine, one JSON line a figure.
@main
struct SkeinBench {
    static func main() async {
        do {
            let options = try Options(Array(CommandLine.arguments.dropFirst()))
            let scratch = try ScratchFolder()
            defer { scratch.remove() }
            let bench = Bench(options: options, scratch: scratch, seeds: SeededDatabases(scratch: scratch))
            for measurement in Measurement.all where options.wants(measurement) {
                remark("measuring \(measurement.name)")
                try await measurement.run(bench)
            }
        } catch {
            remark("error: \(error)")
            exit(1)
        }
    }
}

/// What every measurement gets: how much to do, and where.
struct Bench: Sendable {
    let options: Options
    let scratch: ScratchFolder
    let seeds: SeededDatabases

    /// `full` normally, `quick` when it is only tried whether everything works.
    func count(_ full: Int, quick: Int) -> Int { options.isQuick ? quick : full }

    /// The size that stands for "a large board".
    var large: Int { count(100_000, quick: 2_000) }
}

/// Writes one line for people; figures alone go to standard output.
func remark(_ line: String) {
    FileHandle.standardError.write(Data("skein-bench: \(line)\n".utf8))
}
