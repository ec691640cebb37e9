import Domain
import Orchestration
import Storage
import TestKit

/// What can happen next.
enum Move {
    case people, runsPass, runsAction, mergesPass, run, merge, process, sweep, clock, crash, start, echo, wake, push
}

extension Simulation {
    /// One step of the storm: something that can happen does.
    func step() throws {
        switch server != nil && strikes(weather.crashes) ? .crash : luck.pick(moves) {
        case .people: try someoneActs()
        case .runsPass: try passOverRuns()
        case .runsAction: try actOnRuns()
        case .mergesPass: try passOverMerges()
        case .run: try advance(luck.pick(runnableRuns))
        case .merge: try advance(luck.pick(runnableMerges))
        case .process: world.act(luck.pick(runnableProcesses))
        case .sweep: try sweep()
        case .clock: passTime()
        case .crash: crash()
        case .start: try startServer()
        case .echo: arrive(echoes.remove(at: luck.below(echoes.count)))
        case .wake:
            coverage.count("wake-ups for nothing")
            server?.wake()
        case .push:
            coverage.count("foreign pushes")
            world.pushFromOutside(luck.pick(People.projects))
        }
        try observe()
    }

    var runnableRuns: [Run.ID] {
        (server?.supervisions ?? [:]).filter { isRunnable($0.value) }.keys.sorted()
    }

    var runnableMerges: [Change.ID] {
        (server?.mergings ?? [:]).filter { isRunnable($0.value) }.keys.sorted()
    }

    var runnableProcesses: [Run.ID] { world.alive.filter { world.processes[$0]?.isWaiting == false } }

    /// What can happen now; what is more likely is there more often.
    private var moves: [Move] {
        var moves: [Move] = fate.isPlain ? [] : [.people, .people]
        if luck.happens(onceIn: 2) { moves.append(.clock) }
        if luck.happens(onceIn: 8) { moves.append(.wake) }
        if !fate.isPlain, luck.happens(onceIn: 12) { moves.append(.push) }
        if !echoes.isEmpty, luck.happens(onceIn: 2) { moves.append(.echo) }
        if !runnableProcesses.isEmpty { moves += [.process, .process, .process] }
        guard let server else { return moves + [.start, .start] }
        if !server.actions.isEmpty {
            moves += [.runsAction, .runsAction, .runsAction]
        } else if server.isRunsAwake || (server.alarm.map { $0 <= now } ?? false) {
            moves.append(.runsPass)
        }
        if server.isMergesAwake { moves.append(.mergesPass) }
        if !world.worktrees.isEmpty, luck.happens(onceIn: 4) { moves.append(.sweep) }
        if !runnableRuns.isEmpty { moves += [.run, .run, .run, .run, .run] }
        if !runnableMerges.isEmpty { moves += [.merge, .merge, .merge, .merge, .merge] }
        return moves.isEmpty ? [.wake] : moves
    }

    /// The clock goes on, jumps, or is set back.
    private func passTime() {
        switch luck.below(fate.isPlain ? 8 : 12) {
        case 0...3: now = now + .seconds(Int64(1 + luck.below(30)))
        case 4, 5, 6:
            guard let next = server?.nextInstant, next > now else { return }
            coverage.count("alarms")
            now = next
        case 7, 8: now = now + .minutes(Int64(luck.below(20)))
        case 9:
            coverage.count("clock jumps forward")
            now = now + .hours(Int64(1 + luck.below(48)))
        default:
            coverage.count("clock jumps back")
            now = Instant(milliseconds: now.milliseconds - Int64(luck.below(3_600_000)))
        }
        endHanging()
        note("the clock shows \(now.milliseconds)")
    }

    /// Harnesses end what goes on for longer than its agent may.
    @discardableResult
    func endHanging() -> Bool {
        var hasEnded = false
        for run in world.alive {
            guard var process = world.processes[run], process.acts.first == .hang, now > process.startedAt + .hours(1)
            else { continue }
            process.end(.failed(.timedOut))
            world.processes[run] = process
            hasEnded = true
        }
        return hasEnded
    }

    func crash() {
        coverage.count("crashes")
        note("the server dies")
        if let server, weather.echoes > 0 {
            for supervision in server.supervisions.values.sorted(by: { $0.run.id < $1.run.id }) {
                mourn(supervision)
            }
        }
        server = nil
    }

    /// What the dead server was about to write may be on its way.
    private func mourn(_ supervision: Supervision) {
        let run = supervision.run
        var last: [any Performable] = supervision.notes.close()
        if case .at(.end(let result, let head)) = supervision.phase {
            last.append(EndRun(run: run.id, token: run.lease.token, result: result, head: head))
        }
        if case .keeping(let commands, _, _) = supervision.phase { last += commands }
        for command in last where luck.happens(onceIn: 2) {
            let claim = Claim(run: run.id, token: run.lease.token)
            echoes.append(Echo(command: command, actor: .agent(run.agent, run: run.id), lease: claim))
        }
    }

    func startServer() throws {
        coverage.count("servers started")
        do {
            try perform(StartServer(), by: .server("start"))
            server = Server(epoch: try read { try $0.workspace().epoch })
        } catch {
            note("the server does not start: \(error)")
        }
    }

    private func arrive(_ echo: Echo) {
        do {
            // Whoever holds the token tells figures in their order, so the earlier one does not come last.
            let token = try read { try $0.run(echo.lease.run)?.lease.token }
            if echo.command is RecordUsage, echo.lease.token == token { return }
            coverage.count("late or double writes")
            try perform(echo.command, by: echo.actor, as: echo.lease)
        } catch let rejection as Rejection {
            switch rejection.code {
            case .staleToken where echo.lease.epoch != nil: coverage.count("refused for an old epoch")
            case .staleToken: coverage.count("refused for a stale token")
            case .runEnded: coverage.count("refused for an ended run")
            default: break
            }
        } catch {
            // The disk was full: nobody tries again for a dead server.
        }
    }
}
