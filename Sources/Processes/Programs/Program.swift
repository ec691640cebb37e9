import Glibc
import Subprocess
import SystemPackage

/// A short command such as git, whose output is collected.
public struct Program: Sendable {
    /// A path, or a name looked up in the PATH of `environment`.
    public let executable: String
    public let arguments: [String]
    /// nil: ours.
    public let directory: String?
    /// All that the program gets; nothing is inherited.
    public let environment: [String: String]

    public init(
        _ executable: String, _ arguments: [String], in directory: String? = nil, environment: [String: String]
    ) {
        self.executable = executable
        self.arguments = arguments
        self.directory = directory
        self.environment = environment
    }

    /// How a program ended.
    public enum Status: Sendable, Equatable {
        case exited(Int32)
        case signaled(Int32)
    }

    /// What a program left: a non-zero exit is a value, not an error.
    public struct Finished: Sendable, Equatable {
        public var status: Status
        public var output: [UInt8]
        /// At most `outputLimit` bytes; the rest is dropped.
        public var errors: [UInt8]
        /// Whether the program was stopped because it took too long.
        public var timedOut: Bool

        public var succeeded: Bool { status == .exited(0) && !timedOut }
    }

    private static let grace = Duration.seconds(2)

    /// Writing to a program that has ended raises SIGPIPE in us (swift-subprocess 1.0.2 writes to plain pipes), which
    /// would end the server. A handler of someone else's is left in place; programs start with every signal reset.
    private static let ignoresBrokenPipes: Void = {
        var action = sigaction()
        sigaction(SIGPIPE, nil, &action)
        let isDefault = action.__sigaction_handler.sa_handler == nil
        if isDefault && action.sa_flags & SA_SIGINFO == 0 { signal(SIGPIPE, SIG_IGN) }
    }()

    /// Runs the program to its end.
    ///
    /// It gets `input` or nothing on standard input. After `timeout` it and its group get
    /// SIGTERM and two seconds later SIGKILL. Throws `ProcessFailure` when it cannot be started or writes more than
    /// `outputLimit` bytes to standard output, and `CancellationError` when the task is cancelled.
    public func run(
        input: [UInt8]? = nil, timeout: Duration = .seconds(60), outputLimit: Int = 16 << 20
    ) async throws -> Finished {
        _ = Self.ignoresBrokenPipes
        let command = configuration
        let finished: Finished
        do {
            finished = try await Self.withTimeout(timeout) {
                try await Self.collect(command, input ?? [], outputLimit)
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw Self.failure(executable, arguments, error)
        }
        try Task.checkCancellation()
        return finished
    }

    var configuration: Configuration {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: Self.grace)]
        let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
        return Configuration(
            executable: found,
            arguments: Arguments(arguments), environment: .custom(Dictionary(uniqueKeysWithValues: variables)),
            workingDirectory: directory.map { FilePath($0) }, platformOptions: options)
    }

    /// The first program of that name in `PATH`. swift-subprocess 1.0.2 finds it too, but forks once for each folder.
    private var found: Executable {
        if executable.contains("/") { return .path(FilePath(executable)) }
        let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        let path = folders.map { "\($0)/\(executable)" }.first { path in
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
        }
        return path.map { .path(FilePath($0)) } ?? .name(executable)
    }

    private static func collect(_ command: Configuration, _ input: [UInt8], _ limit: Int) async throws -> Finished {
        // Not `.array(input)`: swift-subprocess 1.0.2 traps when a program ends before it has read all of that.
        let result = try await Subprocess.run(
            command, input: .inputWriter, output: .bytes(limit: limit), error: .sequence
        ) { execution in
            async let feeding: Void = feed(input, to: execution.standardInputWriter)
            var errors: [UInt8] = []
            for try await chunk in execution.standardError {
                chunk.withUnsafeBytes { errors += $0.prefix(limit - errors.count) }
            }
            await feeding
            return errors
        }
        return Finished(
            status: status(result.terminationStatus), output: result.standardOutput, errors: result.closureResult,
            timedOut: false)
    }

    static func status(_ status: TerminationStatus) -> Status {
        switch status {
        case .exited(let code): .exited(code)
        case .signaled(let number): .signaled(number)
        }
    }

    /// A program may end, or close its input, without having read it all: its exit says whether that was right.
    private static func feed(_ input: [UInt8], to writer: StandardInputWriter) async {
        if !input.isEmpty { _ = try? await writer.write(input) }  // its exit status says it
        try? await writer.finish()  // only fails when the pipe is closed already
    }

    /// Cancels the work when the time is over; it then still ends with what it has.
    private static func withTimeout(
        _ timeout: Duration, _ work: @escaping @Sendable () async throws -> Finished
    ) async throws -> Finished {
        try await withThrowingTaskGroup(of: Finished?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            guard var late = try await group.next() ?? nil else { throw CancellationError() }
            late.timedOut = true
            return late
        }
    }

    static func failure(
        _ executable: String, _ arguments: [String], _ error: SubprocessError
    ) -> ProcessFailure {
        let isTooLarge = error.code == .outputLimitExceeded
        return ProcessFailure(
            isTooLarge ? .outputTooLarge : .notStarted,
            attempt: "run `\(([executable] + arguments.prefix(2)).joined(separator: " "))`", cause: error.description,
            advice: isTooLarge ? "Ask for less output, or raise the limit." : "Check that the program is installed.")
    }
}
