import Foundation
import Glibc

/// A folder on a real disk that goes away with the benchmark.
struct ScratchFolder: Sendable {
    let path: String

    /// Below `SKEIN_BENCH_FOLDER`, else `/var/tmp`: `/tmp` may lie in memory, where nothing is ever slow.
    init() throws {
        let parent = getenv("SKEIN_BENCH_FOLDER").map { String(cString: $0) } ?? "/var/tmp"
        path = "\(parent)/skein-bench.\(getpid())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// A new folder inside.
    func folder(_ name: String) throws -> String {
        let folder = "\(path)/\(name).\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return folder
    }

    func remove() {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            remark("\(path) could not be removed: \(error)")
        }
    }
}

func writeText(_ text: String, to path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}

/// Something did not happen that the measurement needs.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ sentence: String) { description = sentence }
}

/// Asks again and again until the answer is something; throws when that takes too long.
func eventually<Result>(
    _ what: String, within limit: Duration = .seconds(30), every pause: Duration = .milliseconds(2),
    _ body: () async throws -> Result?
) async throws -> Result {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
        if let result = try await body() { return result }
        try await Task.sleep(for: pause)
    }
    throw BenchFailure("\(what): not within \(limit)")
}
