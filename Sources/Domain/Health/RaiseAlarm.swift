/// A watchdog takes a step about a run. The same step again changes nothing.
public struct RaiseAlarm: Command {
    public let run: Run.ID
    /// That of the server that watches.
    public let epoch: Int64
    public let alarm: Alarm

    public init(run: Run.ID, epoch: Int64, alarm: Alarm) {
        self.run = run
        self.epoch = epoch
        self.alarm = alarm
    }

    /// What the rule must know.
    public struct Slice: Sendable {
        public var run: Run?
        /// That of the server which started last.
        public var epoch: Int64
        public var nextRequest: Request.ID

        public init(run: Run?, epoch: Int64, nextRequest: Request.ID) {
            self.run = run
            self.epoch = epoch
            self.nextRequest = nextRequest
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let record = slice.run else { throw .unknown(run) }
        guard epoch == slice.epoch else {
            throw Rejection(.staleToken, "Another server has started since (\(slice.epoch), not \(epoch)).")
        }
        if !record.state.isLive || isTaken(record) { return [] }
        return [.run(run, .alarmed(alarm: alarm))] + consequences(record, slice)
    }

    private func isTaken(_ record: Run) -> Bool {
        guard let last = record.alarms.first(where: { $0.watchdog == alarm.watchdog }) else { return false }
        return (last.since, last.step) >= (alarm.since, alarm.step)
    }

    private func consequences(_ record: Run, _ slice: Slice) -> [Event] {
        switch alarm.grade {
        case .note, .nudge, .interrupt: return []
        case .ask:
            let asked = Request.Event.asked(
                run: run, ticket: record.ticket, agent: record.agent, content: alarm.question(about: run))
            return [.request(slice.nextRequest, asked)]
        case .stop, .replace:
            if case .stopping = record.state { return [] }
            return [.run(run, .stopRequested(reason: alarm.grade == .stop ? .stalled : .replaced))]
        }
    }
}

extension Alarm {
    /// What a person is asked.
    func question(about run: Run.ID) -> AgentRequest {
        AgentRequest(
            id: "skein:\(watchdog.rawValue):\(since.milliseconds)", kind: .watchdog, title: "\(run) \(seen)",
            detail: record.map { "What was seen: \($0)" } ?? "",
            options: Choice.allCases.map { .init(id: $0.rawValue, label: $0.rawValue, effect: .choice) })
    }

    /// What a person can decide about a run that stands still.
    enum Choice: String, CaseIterable {
        /// Leave it alone for this time.
        case wait
        /// The ticket waits for a person then.
        case stop
        /// The next run begins, as the retry policy says.
        case replace

        var reason: Run.StopReason? {
            switch self {
            case .wait: nil
            case .stop: .stalled
            case .replace: .replaced
            }
        }
    }
}
