import Glibc

/// The signals that wake the loop; a handler can only set plain variables.
private nonisolated(unsafe) var terminationWasAsked: sig_atomic_t = 0

/// The loop that holds one agent from its start to its exit record.
struct Supervisor {
    private enum Entry { static let output = 0, errors = 1, input = 2, listener = 3, clients = 4 }
    /// How often a full disk is asked again, in milliseconds.
    private static let roomInterval: Int64 = 200
    private static let entryCount = Entry.clients + ControlSocket.maximumClients

    private let agent: pid_t
    private let deadline: Int64?
    private let grace: Int64
    private let outputLimit: Int64
    private var output: OutputLog
    private var errors: OutputLog
    private var input: AgentInput
    private var control: ControlSocket
    private var record: ExitRecord
    private var lifecycle = Lifecycle()
    private var deadlinePassed = false
    private var childrenRemain = true
    private let tree = ProcessTree()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 4096)
    private let entries = UnsafeMutableBufferPointer<pollfd>.allocate(capacity: entryCount)
    private var mask: sigset_t

    init(_ agent: Agent, _ launch: Launch, _ files: RunFiles, _ record: ExitRecord) {
        self.agent = agent.pid
        deadline = launch.deadline
        grace = launch.grace ?? Launch.defaultGrace
        outputLimit = launch.outputLimit ?? Int64.max
        output = OutputLog(
            pipe: agent.output, log: files.output, fullness: launch.keepsInputOpen ? .holdsBack : .loses)
        errors = OutputLog(pipe: agent.errors, log: files.errors, fullness: .loses)
        input = AgentInput(pipe: agent.input, file: files.input, keepsOpen: launch.keepsInputOpen)
        control = files.control
        self.record = record
        mask = Self.installSignals()
    }

    /// Runs until the exit record is in place, then ends the process; 0 when it could be written.
    mutating func run() -> Never {
        _ = input.flush()
        reap()  // children that ended before their signal could wake us
        while lifecycle.phase != .ended {
            wait()
            copyOutput()
            serveClients()
            if entries[Entry.listener].revents != 0 { control.acceptWaiting() }
            checkLimits()
            reap()
        }
        finish()
    }

    /// Signals stay blocked but during the wait, so none is lost between a check and the wait for it.
    private static func installSignals() -> sigset_t {
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGCHLD)
        sigaddset(&blocked, SIGTERM)
        sigprocmask(SIG_BLOCK, &blocked, &before)
        signal(SIGCHLD) { _ in }
        signal(SIGTERM) { _ in terminationWasAsked = 1 }
        sigdelset(&before, SIGCHLD)
        sigdelset(&before, SIGTERM)
        return before
    }

    private mutating func wait() {
        watch(Entry.output, output.watched, POLLIN)
        watch(Entry.errors, errors.pipe, POLLIN)
        watch(Entry.input, input.pipe, input.wantsToWrite ? POLLOUT : 0)
        watch(Entry.listener, control.listener, POLLIN)
        for slot in 0..<ControlSocket.maximumClients { watch(Entry.clients + slot, control.watched(slot), POLLIN) }
        if System.poll(entries, milliseconds: timeout(), mask: &mask) <= 0 {
            for index in entries.indices { entries[index].revents = 0 }
        }
        // An agent that closed its input shows as an error on the pipe, with or without something to write.
        if entries[Entry.input].revents & Int16(POLLERR) != 0 { input.shut() }
    }

    private func watch(_ index: Int, _ descriptor: Int32, _ events: Int32) {
        entries[index] = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    }

    /// The wall clock may be set while we sleep, so a deadline is looked at once a minute at least.
    private func timeout() -> Int64? {
        var toPhase = lifecycle.nextWake().map { max($0 - Clock.monotonicMilliseconds(), Lifecycle.killInterval) }
        if output.isWaiting { toPhase = min(toPhase ?? Self.roomInterval, Self.roomInterval) }
        guard let deadline, !deadlinePassed else { return toPhase }
        let toDeadline = min(max(deadline - Clock.unixMilliseconds(), 0), 60_000)
        return min(toPhase ?? toDeadline, toDeadline)
    }

    private mutating func copyOutput() {
        let kept = output.written + errors.written
        let first = output.pump(through: buffer, allowance: outputLimit - kept)
        let second = errors.pump(through: buffer, allowance: max(0, outputLimit - kept - first))
        if first + second > 0 { control.broadcast("output\n") }
        if kept + first + second > outputLimit {
            perform(lifecycle.stop(.outputLimit, grace: grace, now: Clock.monotonicMilliseconds()))
        }
    }

    /// What is written to the agent makes room for what a client already sent, which nothing else would wake us for.
    private mutating func serveClients() {
        for slot in 0..<ControlSocket.maximumClients where entries[Entry.clients + slot].revents != 0 {
            control.receive(slot)
        }
        repeat { obeyClients() } while input.flush() && control.hasBlockedClient
    }

    private mutating func obeyClients() {
        let requests = control.serve(&input)
        if requests.interrupt && record.waitStatus == nil { kill(-agent, SIGINT) }
        if let grace = requests.stopGrace { stop(.stopped, grace: grace) }
    }

    private mutating func checkLimits() {
        if terminationWasAsked != 0 {
            terminationWasAsked = 0
            stop(.stopped, grace: grace)
        }
        if let deadline, !deadlinePassed, Clock.unixMilliseconds() >= deadline {
            deadlinePassed = true
            stop(.deadline, grace: grace)
        }
    }

    private mutating func stop(_ reason: ExitReason, grace: Int64) {
        perform(lifecycle.stop(reason, grace: grace, now: Clock.monotonicMilliseconds()))
    }

    private mutating func reap() {
        var status: Int32 = 0
        var reaped = waitpid(-1, &status, WNOHANG)
        var agentExited = false
        while reaped > 0 {
            if reaped == agent {
                record.waitStatus = status
                agentExited = true
            }
            reaped = waitpid(-1, &status, WNOHANG)
        }
        childrenRemain = reaped == 0
        let now = Clock.monotonicMilliseconds()
        if agentExited { perform(lifecycle.agentExited(descendantsRemain: childrenRemain, now: now)) }
        perform(lifecycle.advance(childrenRemain: childrenRemain, now: now))
    }

    private mutating func perform(_ action: Lifecycle.Action) {
        switch action {
        case .none, .finish: break
        case .terminateGroup:
            kill(-agent, SIGTERM)
            kill(-agent, SIGCONT)
        case .terminateDescendants:
            record.leftBehind = Int64(tree.signal(SIGTERM, agent: agent))
            _ = tree.signal(SIGCONT, agent: agent)
        case .killEverything:
            if record.waitStatus == nil { kill(-agent, SIGKILL) }
            let others = tree.signal(SIGKILL, agent: agent)
            record.leftBehind = max(record.leftBehind, Int64(others))
        }
    }

    /// Everything is dead: what is left in the pipes is bounded by their size.
    private mutating func finish() -> Never {
        for _ in 0..<16 { copyOutput() }
        for _ in 0..<60 where output.isWaiting {
            sleep(1)
            for _ in 0..<16 { copyOutput() }
        }
        output.giveUp()
        for _ in 0..<16 { copyOutput() }
        output.sync()
        errors.sync()
        unlink("launch")
        record.reason = lifecycle.reason
        (record.stdoutBytes, record.stderrBytes) = (output.written, errors.written)
        record.lostBytes = output.lost + errors.lost
        let saved = record.save()
        control.broadcast("exit\n")
        control.close()
        exit(saved ? 0 : 1)
    }
}
