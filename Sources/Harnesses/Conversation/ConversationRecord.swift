import Domain
import Orchestration
import Processes

/// A conversation as the run's folder keeps it: what the agent wrote, what it was told, and what both mean.
struct ConversationRecord {
    /// The longest line that is taken in; what a tool prints comes as one line.
    static let lineLimit = 64 << 20

    private(set) var exchange: Exchange
    private var reader: LineReader
    private var taken = 0
    private let controls: ControlLog
    private var events: EventLog
    private let clock: any WallClock

    init(_ exchange: Exchange, _ places: Places, clock: any WallClock) throws {
        self.exchange = exchange
        self.clock = clock
        reader = LineReader(path: RunFolder(places.process).stdoutLog, limit: Self.lineLimit)
        controls = try ControlLog(places.controls)
        events = try EventLog(places.events)
    }

    /// Says and hears again what was said and heard in an earlier server's life.
    ///
    /// - Returns: everything that happened, and the services that the agent still waits for.
    mutating func replay() throws -> Exchange.Outcome {
        var entries = try controls.entries()[...]
        var all = try keep(exchange.begin())
        var answered: Set<String> = []
        while true {
            while let entry = entries.first, entry.after <= taken {
                entries.removeFirst()
                if case .served(let call, _) = entry.control { answered.insert(call) }
                all.add(try keep(exchange.perform(entry.control)))
            }
            guard !entries.isEmpty, let line = try nextLine() else { break }
            all.add(try receive(line))
        }
        for entry in entries { all.add(try keep(exchange.perform(entry.control))) }
        all.calls.removeAll { answered.contains($0.call) }
        return all
    }

    /// Takes in what the agent wrote since, a piece of it; nil when there is no more now.
    mutating func advance(final: Bool = false) throws -> Exchange.Outcome? {
        var outcome = Exchange.Outcome()
        if waiting.isEmpty {
            guard let lines = try reader.next(final: final) else { return nil }
            waiting = lines[...]
        }
        while let line = waiting.popFirst() { outcome.add(try receive(line)) }
        return outcome
    }

    /// Records a control, then lets it take effect.
    mutating func perform(_ control: ControlEntry.Control) throws -> Exchange.Outcome {
        try controls.append(ControlEntry(after: taken, control: control))
        return try keep(exchange.perform(control))
    }

    /// The agent's input stands at `position`: what lies before needs not be sent.
    mutating func sent(through position: Int64) {
        exchange.sent(through: position)
    }

    /// Lines that were read and not taken in yet.
    private var waiting: ArraySlice<LogLine> = []

    private mutating func nextLine() throws -> LogLine? {
        while waiting.isEmpty {
            guard let lines = try reader.next() else { return nil }
            waiting = lines[...]
        }
        return waiting.popFirst()
    }

    private mutating func receive(_ line: LogLine) throws -> Exchange.Outcome {
        taken += 1
        return try keep(exchange.receive(line.bytes, isCut: line.isCut, at: clock.now))
    }

    private mutating func keep(_ outcome: Exchange.Outcome) throws -> Exchange.Outcome {
        if !outcome.events.isEmpty { try events.append(outcome.events, at: clock.now) }
        return outcome
    }
}

extension Exchange.Outcome {
    mutating func add(_ other: Exchange.Outcome) {
        events += other.events
        calls += other.calls
    }
}

extension Places {
    /// What the conversation began with.
    var opening: String { "\(runFolder)/opening.json" }
    /// What persons and services told the agent.
    var controls: String { "\(runFolder)/controls.jsonl" }
    /// What the agent did and said, in our words.
    var events: String { "\(runFolder)/events.jsonl" }
}
