import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Watches live runs, the disk and the server itself; the rules are in `Domain/Health`.
///
/// A run is looked at when something may be due for it, and not before: what it costs depends on the thresholds, not on
/// how much happens. Without live runs nothing is looked at.
public final class HealthReconciler: Service {
    private struct State {
        var sweptAt: Instant?
        /// The live runs of the last pass, as far as what is due depends on it, and when to look at each again.
        var known: [Run.ID: Known] = [:]
        var latest: Run.ID?
    }

    private struct Known {
        let aspect: Aspect
        var nextAt: Instant?
    }

    /// What changes when a run has to be looked at.
    private struct Aspect: Hashable {
        let state: String
        let isAsking: Bool
        let policy: HealthPolicy
    }

    private let engine: Engine
    private let observer: any Observer
    private let control: RunControl
    private let state = Mutex(State())
    private let actor = Actor.server("health")

    public init(engine: Engine, observer: any Observer, control: RunControl) {
        self.engine = engine
        self.observer = observer
        self.control = control
    }

    /// Runs until shut down.
    public func run() async throws {
        let epoch = try await engine.store.read { try $0.workspace().epoch }
        let start = engine.clock.now
        try await engine.reconcileForever { [self] in
            await reconcile(epoch, since: start, $0)
        } carryOut: { [self] in
            await perform($0, epoch)
        }
    }

    /// One pass: looks at what is due, decides, and begins what follows.
    private func reconcile(
        _ epoch: Int64, since start: Instant, _ begin: @Sendable (HealthAction) -> Void
    ) async -> Instant? {
        let now = engine.clock.now
        do {
            let desired = try await engine.store.read { try $0.healthSnapshot() }
            let observed = await observe(desired, since: start, at: now)
            let plan = reconcileHealth(desired, observed, at: now)
            let nextAt = remember(plan, desired, observed, at: now)
            // Alarms are raised before the next pass, which would raise them again.
            for action in plan.actions where action != .sweep { await perform(action, epoch) }
            if plan.actions.contains(.sweep) { begin(.sweep) }
            return nextAt
        } catch {
            engine.logger.error("the workspace's health could not be looked at, trying again in 5 s: \(error)")
            return now + .seconds(5)
        }
    }

    private func observe(
        _ desired: HealthSnapshot, since start: Instant, at now: Instant
    ) async -> HealthObservation {
        var observed = HealthObservation(servesSince: start)
        let (sweptAt, known, latest) = state.withLock { ($0.sweptAt, $0.known, $0.latest) }
        observed.sweptAt = sweptAt
        // One may have begun and ended between two looks.
        let seen = Set(known.keys).union(latest == desired.latest ? [] : [desired.latest].compactMap { $0 })
        observed.hasEnded = !seen.isSubset(of: desired.live.map(\.id))
        observed.lag = engine.lag.takeWorst()
        observed.disk = observer.disk()
        for run in desired.live {
            let last = known[run.id]
            let isSame = last?.aspect == aspect(run, desired)
            if isSame, last?.nextAt.map({ $0 > now }) ?? true { continue }
            observed.pulses[run.id] = await pulse(of: run)
        }
        return observed
    }

    private func aspect(_ run: Run, _ desired: HealthSnapshot) -> Aspect {
        Aspect(
            state: run.state.word, isAsking: desired.asking.contains(run.id),
            policy: desired.workspace.settings.health)
    }

    /// The files are looked at only when the run repeats itself: that costs a few runs of git.
    private func pulse(of run: Run) async -> Pulse {
        var pulse = await observer.pulse(of: run)
        if pulse.repeated != nil { pulse.tree = await observer.tree(of: run) }
        return pulse
    }

    /// Keeps what was decided; returns when the next pass has something to look at.
    private func remember(
        _ plan: HealthPlan, _ desired: HealthSnapshot, _ observed: HealthObservation, at now: Instant
    ) -> Instant? {
        state.withLock { state in
            if plan.actions.contains(.sweep) { state.sweptAt = now }
            state.latest = desired.latest
            let pairs = desired.live.map { run in
                let next = observed.pulses[run.id] == nil ? state.known[run.id]?.nextAt : plan.runs[run.id]
                return (run.id, Known(aspect: aspect(run, desired), nextAt: next))
            }
            state.known = Dictionary(uniqueKeysWithValues: pairs)
            return ([plan.nextAt] + state.known.values.map(\.nextAt)).compactMap { $0 }.min()
        }
    }
}

extension HealthReconciler {
    private func perform(_ action: HealthAction, _ epoch: Int64) async {
        do {
            switch action {
            case .thaw: try await engine.perform(ThawWhenDue(), by: actor)
            case .halfOpen(let subject): try await engine.perform(HalfOpenBreaker(subject), by: actor)
            case .record(let space): try await engine.perform(RecordDisk(space), by: actor)
            case .recordLag(let lag): try await engine.perform(RecordLag(lag), by: actor)
            case .raise(let alarm, let run): try await raise(alarm, about: run, epoch)
            case .sweep: try await sweep()
            }
        } catch let rejection as Rejection {
            // The world moved between looking and acting; the next pass sees it as it is.
            engine.logger.debug("\(action): \(rejection)")
        } catch {
            engine.logger.error("\(action) failed: \(error)")
        }
    }

    /// What was seen is saved first, then the step is recorded, then it is taken: after a crash no step is taken twice.
    private func raise(_ alarm: Alarm, about id: Run.ID, _ epoch: Int64) async throws {
        guard let run = try await engine.store.read({ try $0.run(id) }) else { return }
        var alarm = alarm
        alarm.record = await observer.keep(alarm, about: run)
        let raised = try await engine.perform(RaiseAlarm(run: id, epoch: epoch, alarm: alarm), by: actor)
        guard !raised.isEmpty else { return }
        switch alarm.grade {
        case .note, .ask, .stop, .replace: break
        case .nudge: try await control.say(alarm.words, to: id, by: "skein", orNextRun: false)
        case .interrupt:
            try await control.interrupt(id, by: "skein")
            try await control.say(alarm.words, to: id, by: "skein", orNextRun: false)
        }
    }

    private func sweep() async throws {
        let live = try await engine.store.read { try $0.liveRuns().map(\.id) }
        for (run, processes) in await observer.sweep(sparing: Set(live)).sorted(by: { $0.key < $1.key }) {
            engine.logger.warning("\(processes) processes of \(run) lived on after its end and were killed")
            try await engine.perform(RecordSweep(run: run, processes: processes), by: actor)
        }
    }
}
