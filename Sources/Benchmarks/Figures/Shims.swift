import Foundation
import Processes

/// Processes started under a shim of their own: how many a second, and how long one takes.
func measureSpawns(_ bench: Bench) async throws {
    let host = try shimHost()
    let root = try bench.scratch.folder("spawn")
    for width in [1, 8] {
        let each = bench.count(160, quick: 16) / width
        let start = ContinuousClock.now
        let samples = try await withThrowingTaskGroup(of: Samples.self) { group in
            for lane in 0..<width {
                group.addTask {
                    var samples = Samples()
                    for number in 0..<each {
                        let folder = "\(root)/\(width).\(lane).\(number)"
                        try await samples.time { try await launch(host, ["true"], in: folder) }
                    }
                    return samples
                }
            }
            return try await group.reduce(into: Samples()) { $0.add($1) }
        }
        let rate = Double(samples.count) / (ContinuousClock.now - start).seconds
        let aim = width == 1 ? "shim start ≤ 10 ms" : nil
        try Figure("spawns a second, \(width) at once", unit: "ms", samples, rate: rate, aim: aim).print()
    }
}

/// What twenty shims hold in memory while their agents sleep.
func measureShimMemory(_ bench: Bench) async throws {
    let host = try shimHost()
    let root = try bench.scratch.folder("shims")
    let folders = (0..<20).map { RunFolder("\(root)/\($0)") }
    for folder in folders { try await launch(host, ["sleep", "60"], in: folder.path) }
    var own = Samples()
    var proportional = Samples()
    for folder in folders {
        guard let ids = try folder.processIDs() else { throw BenchFailure("\(folder.path) has no process") }
        let use = try ProcessUse(ids.shim)
        own.add(use.own)
        proportional.add(use.proportional)
    }
    for folder in folders { try await folder.stop(grace: .zero) }
    try Figure("shim private memory", unit: "MiB", own, aim: "≤ 1 MB").print()
    try Figure("shim Pss", unit: "MiB", proportional).print()
}

private func shimHost() throws -> ShimHost {
    ShimHost(executable: try builtProgram("skein-shim", "Shim"))
}

private func launch(_ host: ShimHost, _ arguments: [String], in folder: String) async throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let deadline = wallNanoseconds() / 1_000_000 + 120_000
    let program = Launch(
        arguments: arguments, environment: ["PATH": path], workingDirectory: "/", deadline: deadline)
    guard try await host.start(program, in: folder) == .started else { throw BenchFailure("\(folder) was used before") }
}
