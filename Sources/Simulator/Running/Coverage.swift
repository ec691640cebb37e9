/// What happened, and how often: a simulation in which something never happens shows nothing about it.
public struct Coverage: Sendable {
    public private(set) var counts: [String: Int] = [:]

    /// Things that a run of many seeds must have seen.
    public static let expected = [
        "crashes", "servers started", "adoptions", "lost wake-ups", "wake-ups for nothing", "full disks",
        "failures of the world", "answers that did not come", "late or double writes", "refused for a stale token",
        "refused for an ended run", "refused for an old epoch", "clock jumps forward", "clock jumps back",
        "alarms", "foreign pushes", "publications", "lost races", "refused publications", "gates: passed",
        "gates: failed", "gates: timed_out", "gates: infra_error", "tickets done", "changes landed", "changes rejected",
        "changes conflicted", "changes held", "changes withdrawn", "runs ended: submitted", "runs ended: nothingToDo",
        "runs ended: blocked", "runs ended: failed", "runs ended: stopped", "requests asked", "requests answered",
        "requests withdrawn", "stops", "tickets parked", "tickets returned", "fallbacks", "idle days",
        "ways compared",
    ]

    mutating func count(_ what: String, _ times: Int = 1) { counts[what, default: 0] += times }

    mutating func add(_ other: Coverage) { counts.merge(other.counts, uniquingKeysWith: +) }

    /// What never happened.
    public var missing: [String] { Self.expected.filter { counts[$0, default: 0] == 0 } }
}
