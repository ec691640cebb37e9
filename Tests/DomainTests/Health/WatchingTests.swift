import Domain
import Testing

@Suite("Watchdogs: when they act, how far they go, and whom they leave alone")
struct WatchingTests {
    private let policy = HealthPolicy()
    private let start = Given.now
    private let running = Given.run(.processStarted(base: Given.head))

    private func call(_ name: String, _ target: String, after span: Span = .seconds(0)) -> Pulse.Call {
        Pulse.Call(name: name, target: target, at: start + span)
    }

    private func watching(
        _ run: Run, _ pulse: Pulse, after span: Span, policy: HealthPolicy? = nil, stood: Instant? = nil
    ) -> Watching {
        run.watching(pulse, policy: policy ?? self.policy, stood: stood, at: start + span)
    }

    /// The steps that a run meets which never changes, each with the minute of it.
    private func steps(_ run: Run, _ pulse: Pulse, _ policy: HealthPolicy, minutes: Int64 = 300) -> [String] {
        var run = run
        var found: [String] = []
        for minute in 0...minutes {
            for alarm in watching(run, pulse, after: .minutes(minute), policy: policy).alarms {
                run.apply(.alarmed(alarm: alarm), at: alarm.at)
                found.append("\(minute) \(alarm.watchdog.rawValue) \(alarm.grade.rawValue)")
            }
        }
        return found
    }

    @Test("silence: a note, a nudge, then what the configuration says, and then no more", arguments: Grade.allCases)
    func silence(_ grade: Grade) {
        var policy = policy
        policy.silence = .init(after: .minutes(10), action: grade)
        let found = steps(running, Pulse(converses: true, lastOutputAt: start), policy)
        let expected =
            switch grade {
            case .note: ["10 silence note"]
            case .nudge: ["10 silence note", "20 silence nudge"]
            case .interrupt, .ask, .stop, .replace:
                ["10 silence note", "20 silence nudge", "30 silence \(grade.rawValue)"]
            }
        #expect(found == expected)
    }

    @Test("a program that hears nothing is told nothing")
    func deaf() {
        var policy = policy
        let pulse = Pulse(converses: false, lastOutputAt: start)
        #expect(steps(running, pulse, policy) == ["10 silence note", "20 silence ask"])
        policy.silence.action = .interrupt
        #expect(steps(running, pulse, policy) == ["10 silence note"])
        // One that never wrote is silent since its process started.
        #expect(watching(running, Pulse(converses: false), after: .minutes(10)).alarms.map(\.watchdog) == [.silence])
    }

    @Test("before the threshold nothing is done, and it says when to look again")
    func next() {
        let pulse = Pulse(converses: true, lastOutputAt: start + .minutes(1))
        let early = watching(running, pulse, after: .minutes(10))
        #expect(early == Watching(alarms: [], nextAt: start + .minutes(11)))
        let due = watching(running, pulse, after: .minutes(11))
        #expect(due.alarms.map(\.grade) == [.note] && due.nextAt == start + .minutes(21))
        #expect(due.alarms.first?.seen == "has written nothing for 10 min")
    }

    @Test("a run is looked at again before anything is due, because what it does changes")
    func glances() {
        // Its agent has said nothing yet, and may fall silent long before its start-up counts as stalled.
        var policy = policy
        policy.startUp.after = .hours(100)
        #expect(
            watching(running, Pulse(converses: true), after: .minutes(1), policy: policy).nextAt == start + .minutes(11)
        )
        var pulse = Pulse(converses: true, lastOutputAt: start)
        pulse.take(calls: [call("Bash", "make test")], open: call("Bash", "make test"))
        #expect(watching(running, pulse, after: .minutes(1)).nextAt == start + .minutes(11))
    }

    @Test("output ends the episode, and a later silence begins with a note again")
    func output() {
        var run = running
        let first = watching(run, Pulse(converses: true, lastOutputAt: start), after: .minutes(10))
        run.apply(.alarmed(alarm: first.alarms[0]), at: start)
        let again = watching(run, Pulse(converses: true, lastOutputAt: start + .minutes(12)), after: .minutes(22))
        #expect(again.alarms.map(\.step) == [0])
    }

    @Test("a server that comes back late takes one step, not all that are due")
    func late() {
        var run = running
        let pulse = Pulse(converses: true, lastOutputAt: start)
        let found = watching(run, pulse, after: .hours(5))
        #expect(found.alarms.map(\.grade) == [.note])
        run.apply(.alarmed(alarm: found.alarms[0]), at: start + .hours(5))
        #expect(watching(run, pulse, after: .hours(5)).alarms == [])
    }

    @Test("a run that waits for a person, or that its provider holds up, does not stand still")
    func waits() {
        var pulse = Pulse(converses: true, lastOutputAt: start)
        pulse.waits = .person
        #expect(watching(running, pulse, after: .hours(50)) == Watching(alarms: [], nextAt: nil))
        pulse.waits = .limited(until: start + .hours(2))
        #expect(watching(running, pulse, after: .hours(1)) == Watching(alarms: [], nextAt: start + .hours(2)))
        #expect(watching(running, pulse, after: .hours(2)).alarms.map(\.watchdog) == [.silence])
        // An answer that came, or an edit of its ticket, begins the time anew.
        let silent = Pulse(converses: true, lastOutputAt: start)
        #expect(watching(running, silent, after: .hours(1), stood: start + .minutes(59)).alarms == [])
    }

    @Test("an agent that never says anything is replaced, as one that hangs at its start")
    func startUp() {
        #expect(
            steps(running, Pulse(converses: true), policy) == ["5 start_up note", "10 start_up replace"])
        // A program of its own may be quiet to the end; its silence is looked at.
        #expect(steps(running, Pulse(converses: false), policy, minutes: 9) == [])
    }

    @Test("a tool that does not end explains silence, and is looked at itself")
    func tool() {
        var pulse = Pulse(converses: true, lastOutputAt: start)
        pulse.take(calls: [call("Bash", "make test")], open: call("Bash", "make test"))
        #expect(steps(running, pulse, policy) == ["20 tool note", "40 tool ask"])
        let seen = watching(running, pulse, after: .minutes(20)).alarms.first?.seen
        #expect(seen == "has waited for Bash make test for 20 min")
    }

    @Test("the same call again and again, with the same files, is no progress")
    func noProgress() {
        let calls = (0..<6).map { call("Bash", "make test", after: .minutes($0)) }
        var pulse = Pulse(converses: true, lastOutputAt: start + .hours(10))
        pulse.take(calls: Array(calls.prefix(4)), open: nil)
        #expect(pulse.repeated == nil, "four times is no repetition")
        pulse.take(calls: calls + [call("Edit", "a")], open: nil)
        #expect(pulse.repeated == nil, "another call came after")
        pulse.take(calls: [call("Edit", "a")] + calls, open: nil)
        #expect(pulse.repeated?.at == start)
        pulse.tree = "1"
        #expect(
            steps(running, pulse, policy) == ["20 no_progress note", "40 no_progress nudge", "60 no_progress ask"])
    }

    @Test("files that change are progress, however often the agent repeats itself")
    func progress() {
        var run = running
        var pulse = Pulse(converses: true, lastOutputAt: start + .hours(10))
        pulse.take(calls: (0..<6).map { call("Bash", "make test", after: .minutes($0)) }, open: nil)
        var grades: [Grade] = []
        for minute in stride(from: 0 as Int64, to: 300, by: 10) {
            pulse.tree = "\(minute)"
            for alarm in watching(run, pulse, after: .minutes(minute)).alarms {
                run.apply(.alarmed(alarm: alarm), at: alarm.at)
                grades.append(alarm.grade)
            }
        }
        #expect(!grades.isEmpty && grades.allSatisfy { $0 == .note })
    }

    @Test("a run without a process: it does not begin, does not end, is nobody's")
    func lease() {
        #expect(steps(Given.run(), Pulse(converses: true), policy) == ["10 lease note", "20 lease ask"])
        let stopping = Given.run(.processStarted(base: Given.head), .stopRequested(reason: .asked))
        #expect(steps(stopping, Pulse(converses: true), policy) == ["10 lease note", "20 lease ask"])
        var pulse = Pulse(converses: true, lastOutputAt: start)
        pulse.waits = nil
        let orphan = running.watching(pulse, policy: policy, unowned: start, at: start + .minutes(10))
        #expect(orphan.alarms.map(\.watchdog) == [.silence, .lease])
        let ended = Given.run(.ended(outcome: .cancelled))
        #expect(steps(ended, Pulse(converses: true, lastOutputAt: start), policy) == [])
    }
}
