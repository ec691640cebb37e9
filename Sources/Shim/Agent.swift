import Glibc

/// Why the agent's program was not started, as one sentence.
struct NotStarted: Error {
    let sentence: String
}

/// The agent's process before and after its program starts, with our ends of its pipes.
struct Agent {
    let pid: pid_t
    let input: Int32
    let output: Int32
    let errors: Int32
    private let gate: Int32
    private let failures: Int32

    /// Forks the agent's process, which waits at a gate until `release` so that it can be recorded first.
    static func fork(_ launch: Launch, umask: mode_t) throws(NotStarted) -> Agent {
        guard let input = System.pipe(), let output = System.pipe(), let errors = System.pipe(),
            let gate = System.pipe(), let failures = System.pipe()
        else { throw NotStarted(sentence: "cannot make pipes: \(System.errorText(errno))") }
        let program = Program(launch)
        let pid = Glibc.fork()
        if pid < 0 { throw NotStarted(sentence: "cannot fork: \(System.errorText(errno))") }
        if pid == 0 {
            close(gate.write)
            let streams = (input: input.read, output: output.write, errors: errors.write)
            program.become(streams, gate: gate.read, failures: failures.write, umask: umask)
        }
        for end in [input.read, output.write, errors.write, gate.read, failures.write] { close(end) }
        for end in [input.write, output.read, errors.read] { System.setNonBlocking(end) }
        return Agent(
            pid: pid, input: input.write, output: output.read, errors: errors.read, gate: gate.write,
            failures: failures.read)
    }

    /// When the process started, in clock ticks since boot: with the pid, an identity that is never used again.
    func startTicks() -> Int64? { ProcessStatus.read(pid)?.startTicks }

    /// Lets the process become the agent's program and waits until it has, or has not.
    func release(_ launch: Launch) throws(NotStarted) {
        defer {
            close(gate)
            close(failures)
        }
        write(gate, "g", 1)
        var failure = StartFailure(step: .directory, code: 0)
        let count = withUnsafeMutableBytes(of: &failure) { read(failures, $0.baseAddress!, $0.count) }
        guard count > 0 else { return }
        switch failure.step {
        case .directory:
            let directory = String(cString: launch.workingDirectory!)
            throw NotStarted(sentence: "cannot enter `\(directory)`: \(System.errorText(failure.code))")
        case .program:
            let name = String(cString: launch.arguments[0])
            throw NotStarted(sentence: "cannot start `\(name)`: \(System.errorText(failure.code))")
        case .process:
            throw NotStarted(sentence: "cannot prepare the agent's process: \(System.errorText(failure.code))")
        }
    }
}

/// What the forked process tells when it cannot become the program.
private struct StartFailure {
    enum Step: Int32 { case directory, program, process }
    var step: Step
    var code: Int32
}

/// What `execve` needs, made before the fork so that the forked process only makes system calls.
private struct Program {
    private let candidates: [CText]
    private let arguments: [CText?]
    private let environment: [CText?]
    private let directory: CText

    init(_ launch: Launch) {
        candidates = Self.candidates(launch)
        arguments = launch.arguments + [nil]
        environment = launch.environment + [nil]
        directory = launch.workingDirectory!
    }

    /// A name with a slash is a path; another is looked for in the PATH of the agent's own environment.
    private static func candidates(_ launch: Launch) -> [CText] {
        let name = launch.arguments[0]
        if strchr(name, Int32(UInt8(ascii: "/"))) != nil { return [name] }
        let entry = launch.environment.last { strncmp($0, "PATH=", 5) == 0 }
        let path = entry.map { String(cString: $0 + 5) } ?? "/usr/local/bin:/usr/bin:/bin"
        let text = String(cString: name)
        return path.split(separator: ":").filter { $0.hasPrefix("/") }.map { strdup("\($0)/\(text)") }
    }

    /// Runs in the forked process: waits at the gate, then becomes the program or reports why not.
    func become(
        _ streams: (input: Int32, output: Int32, errors: Int32), gate: Int32, failures: Int32, umask mask: mode_t
    ) -> Never {
        let shim = getppid()
        setsid()
        // The shim may have died before the kernel was asked to tell of it; then the gate stays shut.
        if !System.dieWithParent() { fail(.process, errno, failures) }
        var signal: UInt8 = 0
        guard read(gate, &signal, 1) == 1, getppid() == shim else { _exit(127) }
        dup2(streams.input, 0)
        dup2(streams.output, 1)
        dup2(streams.errors, 2)
        resetSignals()
        umask(mask)
        if chdir(directory) != 0 { fail(.directory, errno, failures) }
        fail(.program, execute(), failures)
    }

    /// Tries each candidate; returns the error that says most, as a shell does.
    private func execute() -> Int32 {
        var code = ENOENT
        for candidate in candidates {
            execve(candidate, arguments, environment)
            if errno != ENOENT && errno != ENOTDIR { code = errno }
        }
        return code
    }

    private func resetSignals() {
        for number in Int32(1)...64 { _ = Glibc.signal(number, SIG_DFL) }
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
    }

    private func fail(_ step: StartFailure.Step, _ code: Int32, _ failures: Int32) -> Never {
        let failure = StartFailure(step: step, code: code)
        _ = withUnsafeBytes(of: failure) { write(failures, $0.baseAddress!, $0.count) }
        _exit(127)
    }
}
