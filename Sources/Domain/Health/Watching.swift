/// What becomes of a live run that nobody disturbs: when to look again, and what to do now.
public struct Watching: Hashable, Sendable {
    public var alarms: [Alarm]
    /// When something may be due although nothing happened; nil: nothing before it changes.
    public var nextAt: Instant?

    public init(alarms: [Alarm], nextAt: Instant?) {
        self.alarms = alarms
        self.nextAt = nextAt
    }
}

extension Run {
    /// What the watchdogs make of what is seen of this run.
    ///
    /// A run that declares itself waiting is not stalled: one with an open request, or one that its provider holds up.
    ///
    /// - Parameters:
    ///   - stood: until when something else explains its standing still: an answer came, its ticket was edited.
    ///   - unowned: since when a server works that has not taken it over; nil when it has.
    public func watching(
        _ pulse: Pulse, policy: HealthPolicy, stood: Instant? = nil, unowned: Instant? = nil, at now: Instant
    ) -> Watching {
        switch pulse.waits {
        case .person: return Watching(alarms: [], nextAt: nil)
        case .limited(let until) where until > now: return Watching(alarms: [], nextAt: until)
        case .limited, nil: break
        }
        var found = Watching(alarms: [], nextAt: nil)
        for watchdog in Watchdog.allCases {
            guard let stand = stand(watchdog, pulse, unowned: unowned) else { continue }
            let since = max(stand.since, stood ?? stand.since)
            let step = step(watchdog, since, pulse, policy[watchdog])
            guard let step else { continue }
            guard step.dueAt <= now else {
                found.nextAt = min(found.nextAt ?? step.dueAt, step.dueAt)
                continue
            }
            found.alarms.append(
                Alarm(
                    watchdog: watchdog, grade: step.grade, since: step.since, step: step.number, at: now,
                    seen: stand.seen(now - step.since), tree: pulse.tree))
            let next = now + policy[watchdog].after
            found.nextAt = min(found.nextAt ?? next, next)
        }
        if state == .running {
            let next = now + glance(pulse, policy)
            found.nextAt = min(found.nextAt ?? next, next)
        }
        return found
    }

    /// After so long another watchdog may have more to say of a run than any has now: a tool ends, and silence begins.
    private func glance(_ pulse: Pulse, _ policy: HealthPolicy) -> Span {
        let always = min(policy.silence.after, policy.tool.after, policy.noProgress.after)
        return pulse.converses && pulse.lastOutputAt == nil ? min(always, policy.startUp.after) : always
    }

    private struct Step {
        let number: Int
        let grade: Grade
        let since: Instant
        let dueAt: Instant
    }

    /// The next step of an episode; nil when it went as far as it may.
    private func step(_ watchdog: Watchdog, _ since: Instant, _ pulse: Pulse, _ watch: HealthPolicy.Watch) -> Step? {
        let ladder = watch.action.ladder(of: watchdog, converses: pulse.converses)
        guard let last = alarms.last(where: { $0.watchdog == watchdog }), last.since >= since else {
            return Step(number: 0, grade: .note, since: since, dueAt: since + watch.after)
        }
        // Its files changed although it repeats itself: that is progress, and counts from here.
        if watchdog == .noProgress, let tree = pulse.tree, tree != last.tree {
            let restart = last.at + watch.after
            return Step(number: 0, grade: .note, since: restart, dueAt: restart)
        }
        guard last.step + 1 < ladder.count else { return nil }
        return Step(
            number: last.step + 1, grade: ladder[last.step + 1], since: last.since, dueAt: last.at + watch.after)
    }

    private struct Stand {
        let since: Instant
        let seen: (Span) -> String
    }

    /// Whether, in the watchdog's eyes, the run stands still, and since when.
    private func stand(_ watchdog: Watchdog, _ pulse: Pulse, unowned: Instant?) -> Stand? {
        switch (state, watchdog) {
        case (.running, .startUp):
            guard pulse.converses, pulse.lastOutputAt == nil, let processStartedAt else { return nil }
            return Stand(since: processStartedAt) { "has said nothing for \($0) since its process started" }
        case (.running, .silence):
            // A tool that runs explains silence; its own watchdog looks after it.
            guard pulse.tool == nil, let since = pulse.lastOutputAt ?? (pulse.converses ? nil : processStartedAt)
            else { return nil }
            return Stand(since: since) { "has written nothing for \($0)" }
        case (.running, .tool):
            guard let tool = pulse.tool else { return nil }
            return Stand(since: tool.at) { "has waited for \(tool.shown) for \($0)" }
        case (.running, .noProgress):
            guard let call = pulse.repeated else { return nil }
            return Stand(since: call.at) { "has repeated \(call.shown) for \($0) and changed nothing" }
        case (.starting, .lease): return Stand(since: startedAt) { "holds its lease without a process for \($0)" }
        case (.stopping, .lease):
            return Stand(since: stopRequestedAt ?? startedAt) { "has not ended \($0) after it was told to" }
        case (.running, .lease):
            return unowned.map { Stand(since: $0) { "has been taken over by nobody for \($0)" } }
        case (.starting, _), (.stopping, _), (.ended, _): return nil
        }
    }
}
