import Domain
import Orchestration
import Storage

/// What a server does with runs, one step at a time: `RunsReconciler` and `RunSupervisor` without their waiting.
extension Simulation {
    /// Looks at the runs and settles what is to be done.
    func passOverRuns() throws {
        coverage.count("passes over runs")
        guard var server else { return }
        server.isRunsAwake = false
        if let alarm = server.alarm, alarm <= now { server.alarm = nil }
        let supervised = Set(server.supervisions.keys)
        let snapshot = try read { try $0.runsSnapshot(supervised: supervised, at: now) }
        let plan = reconcileRuns(snapshot, at: now)
        server.actions = plan.actions
        if let next = plan.nextAt { server.alarm = next }
        self.server = server
        note("pass over runs: \(plan.actions.count) actions, next \(plan.nextAt.map { "\($0.milliseconds)" } ?? "-")")
    }

    /// Does the next action of the pass.
    func actOnRuns() throws {
        guard var server, !server.actions.isEmpty else { return }
        let action = server.actions.removeFirst()
        self.server = server
        do {
            switch action {
            case .start(let ticket):
                for entry in try perform(StartRun(ticket: ticket), by: .server("runs")) {
                    if case .run(let id, .claimed) = entry.event { try supervise(id) }
                }
            case .adopt(let run):
                coverage.count("adoptions")
                let command = AdoptRun(run: run, epoch: server.epoch)
                let claim = Claim(run: run, epoch: server.epoch)
                echo(command, .server("runs"), claim)
                try perform(command, by: .server("runs"), as: claim)
                try supervise(run)
            case .stop(let run):
                coverage.count("stops")
                world.processes[run]?.isAskedToStop = true
                note("stop \(run)")
            }
        } catch is Rejection {
            // The world moved between looking and acting.
        } catch is StorageFailure {
            // The next pass tries again.
        }
    }

    private func supervise(_ id: Run.ID) throws {
        guard server?.supervisions[id] == nil, let run = try read({ try $0.run(id) }) else { return }
        server?.supervisions[id] = Supervision(run, hasStarted: world.processes[id] != nil)
    }

    /// Whether a supervision has something to do now.
    func isRunnable(_ supervision: Supervision) -> Bool {
        switch supervision.phase {
        case .sleeping(let until): return until <= now
        case .at(.follow):
            guard let process = world.processes[supervision.run.id] else { return true }
            return supervision.position < process.log.count || process.ending != nil
        case .at, .keeping, .over: return true
        }
    }

    /// One step of seeing a run through.
    func advance(_ id: Run.ID) throws {
        guard var supervision = server?.supervisions[id] else { return }
        do {
            try step(&supervision)
        } catch is Rejection {
            supervision.phase = .over
        } catch {
            supervision.phase = .sleeping(until: now + .seconds(5))
        }
        if case .over = supervision.phase {
            server?.supervisions[id] = nil
            server?.wake()
        } else {
            server?.supervisions[id] = supervision
        }
    }

    private func step(_ supervision: inout Supervision) throws {
        let run = supervision.run
        switch supervision.phase {
        case .at(let step): supervision.phase = try take(step, &supervision)
        case .keeping(var commands, let question, let next):
            if !commands.isEmpty { try write(commands.removeFirst(), of: run) }
            if commands.isEmpty, let question { try answerAgain(question, to: run.id) }
            supervision.phase = commands.isEmpty ? .at(next) : .keeping(commands, question: question, next: next)
        case .sleeping, .over: supervision.phase = .over
        }
    }

    private func take(_ step: RunStep, _ supervision: inout Supervision) throws -> Supervision.Phase {
        let run = supervision.run
        note("\(run.id) \(step)")
        switch step {
        case .prepareWorktree:
            let keeps = run.choice.resumes != nil
            return .at(.prepared(try ask { $0.prepare(run, keeps: keeps) }))
        case .startProcess(let base):
            let acts = fate.acts(of: run, at: now)
            return .at(.started(base: base, try ask { $0.start(run, acts: acts, at: now) }))
        case .recordStart(let base):
            try write(RecordProcessStart(run: run.id, token: run.lease.token, base: base), of: run)
            return .at(.follow)
        case .follow: return try follow(&supervision)
        case .collect(let ending):
            return .at(.collected(ending, try ask { $0.collect(run) }))
        case .end(let result, let head):
            try write(EndRun(run: run.id, token: run.lease.token, result: result, head: head), of: run)
            coverage.count("runs ended: \("\(result)".prefix { $0.isLetter })")
            return .over
        }
    }

    /// Hears the next line of the process, or that it has ended.
    private func follow(_ supervision: inout Supervision) throws -> Supervision.Phase {
        guard let process = world.processes[supervision.run.id] else { throw NoAnswer() }
        if supervision.position < process.log.count {
            let event = process.log[supervision.position]
            supervision.position += 1
            var question: String?
            if case .asked(let request) = event { question = request.id }
            return .keeping(supervision.notes.take(event), question: question, next: .follow)
        }
        guard let ending = process.ending else { return .at(.follow) }
        return .keeping(supervision.notes.close(), question: nil, next: .collect(ending))
    }

    private func write(_ command: any Performable, of run: Run) throws {
        let claim = Claim(run: run.id, token: run.lease.token)
        echo(command, .agent(run.agent, run: run.id), claim)
        try perform(command, by: .agent(run.agent, run: run.id), as: claim)
    }

    /// Keeps a write, to arrive once more when nobody expects it.
    private func echo(_ command: any Performable, _ actor: Actor, _ claim: Claim) {
        guard strikes(weather.echoes) else { return }
        if echoes.count > 20 { echoes.removeFirst() }
        echoes.append(Echo(command: command, actor: actor, lease: claim))
    }

    private func answerAgain(_ name: String, to run: Run.ID) throws {
        let known = try read { try $0.requests(of: run).first { $0.content.id == name } }
        if case .answered = known?.state { world.processes[run]?.answers.insert(name) }
    }
}
