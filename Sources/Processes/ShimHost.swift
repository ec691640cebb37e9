import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage

/// Starts runs: each in a folder of its own, under a shim that outlives us.
public struct ShimHost: Sendable {
    /// What became of a start; all three mean that nothing needs to be done again.
    public enum Started: Sendable, Equatable { case started, alreadyRunning, alreadyFinished }

    /// The path of `skein-shim`.
    public let executable: String

    public init(executable: String) {
        self.executable = executable
    }

    /// Finds the shim: `SKEIN_SHIM`, else beside our own binary, else in `../libexec/skein`.
    public static func locate() throws(ProcessFailure) -> ShimHost {
        if let path = getenv("SKEIN_SHIM") {
            let path = String(cString: path)
            if access(path, X_OK) == 0 { return ShimHost(executable: path) }
            throw notFound("SKEIN_SHIM is `\(path)`, which is not an executable file")
        }
        guard let own = ownPath() else { throw notFound("/proc/self/exe cannot be read") }
        let folder = own.removingLastComponent()
        // A debug build names the binary after its target when the product has no name of its own.
        let names = ["skein-shim", "Shim", "../libexec/skein/skein-shim"]
        let candidates = names.map { "\(folder.string)/\($0)" }
        guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else {
            throw notFound("there is none of \(candidates.joined(separator: ", "))")
        }
        return ShimHost(executable: found)
    }

    /// Starts the launch under a shim of its own and returns when its program runs.
    ///
    /// Safe to repeat on the same folder, which is made (mode 0700) when missing: a run is never started twice.
    /// Throws `ProcessFailure`, or `CancellationError`, after which the run may or may not have been started.
    public func start(_ launch: Launch, in folder: String) async throws -> Started {
        let run = RunFolder(folder)
        try run.create()
        if try run.exit() != nil { return .alreadyFinished }
        if run.isAlive { return .alreadyRunning }
        if let input = launch.input { try run.write(input, to: "input") }
        try run.write(try launch.encoded(inputFile: launch.input == nil ? nil : "input"), to: "launch")
        let outcome: (status: TerminationStatus, sentence: String)
        do {
            outcome = try await spawn(folder)
        } catch {
            run.remove("launch")
            throw error
        }
        return try started(outcome.status, outcome.sentence, launch, run)
    }

    private func spawn(_ folder: String) async throws -> (status: TerminationStatus, sentence: String) {
        do {
            let result = try await Subprocess.run(
                .path(FilePath(executable)), arguments: [folder], environment: .custom([:]), input: .none,
                output: .discarded, error: .string(limit: 64 << 10))
            try Task.checkCancellation()
            let sentence = result.standardError.split(separator: "\n").joined(separator: " ")
            return (result.terminationStatus, sentence)
        } catch let error as SubprocessError {
            throw ProcessFailure(
                .notStarted, attempt: "run the shim `\(executable)`", cause: error.description,
                advice: "Check that the file is the skein-shim of this installation, or set SKEIN_SHIM.")
        }
    }

    private func started(
        _ status: TerminationStatus, _ sentence: String, _ launch: Launch, _ run: RunFolder
    ) throws(ProcessFailure) -> Started {
        switch status {
        case .exited(0): return .started
        case .exited(3): return .alreadyRunning
        case .exited(4):
            run.remove("launch")
            return .alreadyFinished
        case .exited(5):
            run.remove("launch")
            throw ProcessFailure(
                .shimDied, attempt: "start a run in `\(run.path)`", cause: "the shim of an earlier run died there",
                advice: "Call killLeftovers(), and start the run in a new folder.")
        case .exited, .signaled:
            run.remove("launch")
            throw ProcessFailure(
                .notStarted, attempt: "start a run in `\(run.path)`",
                cause: sentence.isEmpty ? "the shim ended with \(status)" : sentence,
                advice: "Check the program, its working directory and the disk, then start a new run.")
        }
    }

    /// The program that runs.
    public static func ownPath() -> FilePath? {
        let path = ProcessTable.link("/proc/self/exe")
        return path.isEmpty ? nil : FilePath(path)
    }

    private static func notFound(_ cause: String) -> ProcessFailure {
        ProcessFailure(
            .shimNotFound, attempt: "find `skein-shim`", cause: cause,
            advice: "Install it beside `skein`, or set SKEIN_SHIM to its path.")
    }
}
