import Foundation
import Glibc
import Processes
import Testing

/// A run in a temporary folder, with everything that it started gone when the test ends.
struct TestRun {
    let folder: RunFolder
    let work: String

    static let host = Result { try ShimHost.locate() }

    /// When a run of a test ends at the latest, in unix milliseconds.
    static var patience: Int64 { Int64(Date().timeIntervalSince1970 * 1000) + 120_000 }

    var launchable: ShimHost { get throws { try Self.host.get() } }

    /// What the run wrote to standard output so far.
    var output: String { text(folder.stdoutLog) }
    var errors: String { text(folder.stderrLog) }

    func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// A launch of a shell script in the test's own working folder, which ends also when the tests crash.
    func shell(
        _ script: String, _ change: (inout Launch) -> Void = { _ in }
    ) -> Launch {
        var launch = Launch(
            arguments: ["sh", "-c", script], environment: ["PATH": "/usr/bin:/bin"], workingDirectory: work,
            deadline: Self.patience, grace: .milliseconds(300))
        change(&launch)
        return launch
    }

    @discardableResult
    func start(_ launch: Launch) async throws -> ShimHost.Started {
        try await launchable.start(launch, in: folder.path)
    }

    func exit() async throws -> ProcessExit {
        try await until("the run ended") { try folder.exit() }
    }

    /// Waits until the run wrote the text.
    func awaitOutput(_ text: String) async throws {
        _ = try await until("the output has `\(text)`") { output.contains(text) ? true : nil }
    }

    /// The process whose number the script wrote to the named file of its working folder.
    func pid(_ name: String) async throws -> Int32 {
        try await until("`\(name)` names a process") {
            Int32(text("\(work)/\(name)").trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    func awaitShimDeath() async throws {
        _ = try await until("the shim is gone") { folder.isAlive ? nil : true }
    }

    func awaitDeath(_ pid: Int32) async throws {
        _ = try await until("process \(pid) is dead") { isDead(pid) ? true : nil }
    }
}

/// A process that waits for an unhurried init to be reaped is dead too.
func isDead(_ pid: Int32) -> Bool {
    // A process without such a file is gone.
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return true }
    return stat.split(separator: ")").last?.split(separator: " ").first == "Z"
}

struct Overdue: Error, CustomStringConvertible {
    let description: String
}

/// Asks again until there is an answer, for thirty seconds at most.
func until<Answer>(_ what: String, _ ask: () throws -> Answer?) async throws -> Answer {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(30)
    while clock.now < end {
        if let answer = try ask() { return answer }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw Overdue(description: "waited in vain until \(what)")
}

/// Gives the body a run of its own.
func withRun(named name: String = "run", _ body: (TestRun) async throws -> Void) async throws {
    let base = "/tmp/skein-processes-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    let run = TestRun(folder: RunFolder("\(base)/\(name)"), work: "\(base)/work")
    try FileManager.default.createDirectory(atPath: run.work, withIntermediateDirectories: true)
    do {
        try await body(run)
    } catch {
        try await end(run, base)
        throw error
    }
    try await end(run, base)
}

private func end(_ run: TestRun, _ base: String) async throws {
    if try run.folder.isAlive && run.folder.exit() == nil {
        try await run.folder.connect().stop(grace: .zero)
    }
    try await run.awaitShimDeath()
    try FileManager.default.removeItem(atPath: base)
}
