import Glibc

/// What the supervisor needs from the folder, opened before the agent starts.
struct RunFiles {
    var output: Int32
    var errors: Int32
    var input: Int32
    var control: ControlSocket
}

/// The process that stays: it belongs to no one, so nobody's end takes it along.
struct Daemon {
    /// Where the caller waits to hear how the start went; an empty report means it went well.
    let report: Int32
    let launch: Launch
    let launchBytes: UnsafeMutableBufferPointer<CChar>
    let umask: mode_t

    /// Forks: the child returns its end of the report, the parent waits for the report and ends the process.
    static func split() -> Int32? {
        guard let report = System.pipe() else { return nil }
        let pid = fork()
        if pid < 0 { return nil }
        if pid == 0 {
            close(report.read)
            return report.write
        }
        close(report.write)
        relay(report.read)
    }

    private static func relay(_ report: Int32) -> Never {
        withUnsafeTemporaryAllocation(byteCount: 2048, alignment: 1) { buffer in
            var filled = 0
            while filled < buffer.count {
                let count = read(report, buffer.baseAddress! + filled, buffer.count - filled)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { break }
                filled += count
            }
            if filled == 0 { refuse(1, "the shim ended before the agent was started") }
            if filled == 1 { exit(0) }
            refuse(1, String(decoding: buffer[..<filled], as: UTF8.self))
        }
        exit(1)
    }

    /// Starts the agent and supervises it; never returns.
    func run() -> Never {
        detach()
        let startedAt = Clock.unixMilliseconds()
        var record = ExitRecord(startedAt: startedAt)
        do {
            let files = try openFiles()
            let agent = try Agent.fork(launch, umask: umask)
            try start(agent, at: startedAt)
            var supervisor = Supervisor(agent, launch, files, record)
            forgetLaunch()
            tell("+")
            supervisor.run()
        } catch {
            record.reason = .failedToStart
            record.failure = error.sentence
            unlink("control.sock")
            let saved = record.save()
            tell(error.sentence)
            exit(saved ? 0 : 1)
        }
    }

    private func detach() {
        setsid()
        let nothing = open("/dev/null", O_RDWR)
        for descriptor in Int32(0)...2 { dup2(nothing, descriptor) }
        if nothing > 2 { close(nothing) }
        signal(SIGHUP, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        _ = System.becomeSubreaper()
    }

    private func openFiles() throws(NotStarted) -> RunFiles {
        let reserved = RunFolder.reserve("exit.tmp")
        if reserved != 0 { throw NotStarted(sentence: "cannot write to the folder: \(System.errorText(reserved))") }
        let (output, errors) = (RunFolder.openLog("stdout.log"), RunFolder.openLog("stderr.log"))
        if output < 0 || errors < 0 { throw NotStarted(sentence: "cannot open the logs: \(System.errorText(errno))") }
        let input = launch.input.map { open($0, O_RDONLY | O_CLOEXEC) }
        if let input, input < 0 { throw NotStarted(sentence: "cannot open the input: \(System.errorText(errno))") }
        guard let control = ControlSocket() else {
            throw NotStarted(sentence: "cannot listen on `control.sock`: \(System.errorText(errno))")
        }
        return RunFiles(output: output, errors: errors, input: input ?? -1, control: control)
    }

    private func start(_ agent: Agent, at startedAt: Int64) throws(NotStarted) {
        let record = ProcessRecord(agent: agent.pid, agentStartTicks: agent.startTicks() ?? 0, startedAt: startedAt)
        guard record.save() else {
            throw NotStarted(sentence: "cannot write `pid.json`: \(System.errorText(errno))")
        }
        try agent.release(launch)
    }

    /// The launch may hold secrets; they are not kept in memory either.
    private func forgetLaunch() {
        memset(launchBytes.baseAddress!, 0, launchBytes.count)
        launchBytes.deallocate()
    }

    private func tell(_ text: String) {
        _ = text.utf8.withContiguousStorageIfAvailable { System.writeAll(report, UnsafeRawBufferPointer($0)) }
        close(report)
    }
}
