/// A step that a watchdog took about a run.
public struct Alarm: Hashable, Sendable, Codable {
    public var watchdog: Watchdog
    public var grade: Grade
    /// Since when the run has stood still: with the watchdog it names the episode that the step belongs to.
    public var since: Instant
    /// 0 for the episode's first.
    public var step: Int
    public var at: Instant
    /// What was seen, the rest of "R-1 …".
    public var seen: String
    /// The content of the run's files then, when that was looked at.
    public var tree: String?
    /// The file with what was seen, below the state folder; nil when it could not be written.
    public var record: String?

    public init(
        watchdog: Watchdog, grade: Grade, since: Instant, step: Int, at: Instant, seen: String, tree: String? = nil,
        record: String? = nil
    ) {
        self.watchdog = watchdog
        self.grade = grade
        self.since = since
        self.step = step
        self.at = at
        self.seen = seen
        self.tree = tree
        self.record = record
    }

    /// What the agent is told.
    public var words: String {
        "Skein's \(watchdog.rawValue) watchdog: this run \(seen). If you are waiting for something, say for what; if "
            + "you are stuck, try another way, or end with what you have and say what is missing."
    }
}
