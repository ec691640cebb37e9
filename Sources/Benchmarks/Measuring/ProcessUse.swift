import Foundation
import Glibc

/// What a living process uses, as the kernel tells.
struct ProcessUse: Sendable {
    /// In MiB: everything resident, its share of it, and what only this process has.
    let resident: Double
    let proportional: Double
    let own: Double
    /// Processor time so far, in seconds.
    let processorTime: Double

    init(_ pid: Int32) throws {
        var amounts: [String: Double] = [:]
        for line in try Self.text("/proc/\(pid)/smaps_rollup").split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3, let kibibytes = Double(words[1]) { amounts[String(words[0])] = kibibytes / 1024 }
        }
        resident = amounts["Rss:", default: 0]
        proportional = amounts["Pss:", default: 0]
        own = amounts["Private_Clean:", default: 0] + amounts["Private_Dirty:", default: 0]
        // The fields after the name, which may hold spaces: proc(5) counts the state as the third.
        let fields = try Self.text("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = [11, 12].compactMap { fields.indices.contains($0) ? Double(fields[$0]) : nil }.reduce(0, +)
        processorTime = ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}
