/// Where the run is between the start of its agent and its exit record.
///
/// A value: each event returns what is to be done, and times are monotonic milliseconds given by the caller.
struct Lifecycle {
    enum Phase: Equatable {
        case running
        /// The agent's group was asked to end; it is killed at the given time.
        case stopping(killAt: Int64)
        /// The agent is gone; what it left behind was asked to end and is killed at the given time.
        case sweeping(killAt: Int64)
        /// Everything is being killed, again and again until nothing is left or `giveUpAt`.
        case killing(giveUpAt: Int64)
        case ended
    }

    enum Action: Equatable { case none, terminateGroup, terminateDescendants, killEverything, finish }

    /// How long descendants may take to end after their agent, in milliseconds.
    static let sweepGrace: Int64 = 1000
    /// A process in an uninterruptible call cannot be killed; the record is then written without it.
    static let killPatience: Int64 = 30_000
    static let killInterval: Int64 = 20

    private(set) var phase = Phase.running
    private(set) var reason = ExitReason.exited
    private var agentIsGone = false

    /// Someone or something wants the run to stop; the first reason stays, a shorter grace counts.
    mutating func stop(_ why: ExitReason, grace: Int64, now: Int64) -> Action {
        switch phase {
        case .running:
            reason = why
            phase = .stopping(killAt: now + grace)
            return .terminateGroup
        case .stopping(let killAt):
            phase = .stopping(killAt: min(killAt, now + grace))
            return .none
        case .sweeping, .killing, .ended:
            return .none
        }
    }

    /// The agent was reaped; `descendantsRemain` when others of its processes live.
    mutating func agentExited(descendantsRemain: Bool, now: Int64) -> Action {
        agentIsGone = true
        switch phase {
        case .running, .stopping:
            if !descendantsRemain { return end() }
            phase = .sweeping(killAt: now + Self.sweepGrace)
            return .terminateDescendants
        case .sweeping, .killing, .ended:
            return .none
        }
    }

    /// Time passed, or children ended.
    mutating func advance(childrenRemain: Bool, now: Int64) -> Action {
        switch phase {
        case .running, .ended:
            return .none
        case .stopping(let killAt):
            if now < killAt { return .none }
            phase = .killing(giveUpAt: now + Self.killPatience)
            return .killEverything
        case .sweeping(let killAt):
            if !childrenRemain { return end() }
            if now < killAt { return .none }
            phase = .killing(giveUpAt: now + Self.killPatience)
            return .killEverything
        case .killing(let giveUpAt):
            return childrenRemain && now < giveUpAt ? .killEverything : end()
        }
    }

    /// When to call `advance` again if nothing happens before; nil when only an event matters.
    func nextWake() -> Int64? {
        switch phase {
        case .running, .ended: nil
        case .stopping(let killAt), .sweeping(let killAt): killAt
        case .killing(let giveUpAt): giveUpAt - Self.killPatience
        }
    }

    private mutating func end() -> Action {
        phase = .ended
        return .finish
    }
}
