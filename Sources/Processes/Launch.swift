/// What a shim is to run, and the limits that it enforces also when no server is there.
public struct Launch: Sendable, Equatable {
    /// The program (a path, or a name looked up in the PATH of `environment`) and its arguments.
    public var arguments: [String]
    /// The whole environment of the program; nothing is inherited.
    public var environment: [String: String]
    /// An absolute path.
    public var workingDirectory: String
    /// What is fed to standard input first.
    public var input: [UInt8]?
    /// Whether standard input stays open after `input` for messages of a connection.
    public var keepsInputOpen: Bool
    /// When the run is stopped, in unix milliseconds.
    public var deadline: Int64?
    /// How long the program may take from SIGTERM to SIGKILL when the shim stops it on its own.
    public var grace: Duration
    /// How many bytes of output and errors are kept; the run is stopped when there are more.
    public var outputLimit: Int64?

    public init(
        arguments: [String], environment: [String: String], workingDirectory: String, input: [UInt8]? = nil,
        keepsInputOpen: Bool = false, deadline: Int64? = nil, grace: Duration = .seconds(10), outputLimit: Int64? = nil
    ) {
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.input = input
        self.keepsInputOpen = keepsInputOpen
        self.deadline = deadline
        self.grace = grace
        self.outputLimit = outputLimit
    }

    /// The launch file of the shim: NUL-terminated `key=value` fields; throws when a text cannot be carried.
    func encoded(inputFile: String?) throws(ProcessFailure) -> [UInt8] {
        try check()
        var fields = arguments.map { "arg=\($0)" }
        fields += environment.sorted { $0.key < $1.key }.map { "env=\($0.key)=\($0.value)" }
        fields.append("cwd=\(workingDirectory)")
        fields.append("keepStdin=\(keepsInputOpen ? 1 : 0)")
        fields.append("grace=\(grace.wholeMilliseconds)")
        if let inputFile { fields.append("stdin=\(inputFile)") }
        if let deadline { fields.append("deadline=\(max(0, deadline))") }
        if let outputLimit { fields.append("maxOutput=\(max(0, outputLimit))") }
        return fields.flatMap { Array($0.utf8) + [0] }
    }

    private func check() throws(ProcessFailure) {
        guard !arguments.isEmpty else { throw invalid("there is no program", "Give at least one argument.") }
        guard workingDirectory.hasPrefix("/") else {
            throw invalid("the working directory `\(workingDirectory)` is relative", "Give an absolute path.")
        }
        let texts = arguments + [workingDirectory] + environment.map { "\($0.key)=\($0.value)" }
        guard !texts.contains(where: { $0.utf8.contains(0) }) else {
            throw invalid("a text contains a NUL byte", "Remove it; no program can receive it.")
        }
        guard !environment.keys.contains(where: { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "=")) }) else {
            throw invalid("a variable has no name or a name with `=`", "Rename the variable.")
        }
    }

    private func invalid(_ cause: String, _ advice: String) -> ProcessFailure {
        let program = arguments.first ?? ""
        return ProcessFailure(.launchInvalid, attempt: "launch `\(program)`", cause: cause, advice: advice)
    }
}

extension Duration {
    /// Milliseconds, rounded down, never negative, and within what the shim accepts (eighteen digits).
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return min(seconds, 99_999_999_999_999) * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
