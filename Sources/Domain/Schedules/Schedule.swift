/// A ticket that is written again and again, at the times of a calendar.
public struct Schedule: Record {
    /// The name in `skein.yaml`.
    public struct ID: NamedIdentifier {
        public let name: String
        public init(name: String) { self.name = name }
    }

    public let id: ID
    public var definition: Definition
    /// No longer in `skein.yaml`.
    public var isRetired: Bool
    /// Every time up to this instant has been decided: a ticket was written, or not.
    public var decidedUntil: Instant
    /// The last ticket that it wrote.
    public var ticket: Ticket.ID?
    /// Whether a time came while that ticket was still open.
    public var isHeldUp: Bool
    /// Why the last time that passed without a ticket did; empty when the last one had one.
    public var note: String

    public init(id: ID) {
        self.id = id
        definition = Definition(cron: .never, ticket: TicketTemplate(title: ""))
        isRetired = true
        decidedUntil = Instant(milliseconds: 0)
        isHeldUp = false
        note = ""
    }

    /// What can happen to a schedule.
    public enum Event: Hashable, Sendable, Codable {
        case configured(definition: Definition)
        case retired
        /// The time `due` had its ticket, the latest of `1 + missed` times that had come.
        case fired(due: Instant, ticket: Ticket.ID, missed: Int)
        /// A person had it write its ticket.
        case ran(ticket: Ticket.ID)
        /// A time came while the last ticket was open; nothing is written until that is closed.
        case heldUp(due: Instant)
        /// All times up to the instant pass without a ticket; or come again, when the clock was set back.
        case passed(until: Instant, note: String)
    }

    public mutating func apply(_ event: Event, at now: Instant) {
        switch event {
        case .configured(let definition):
            // Times of an earlier definition are not those of this one.
            if isRetired || !definition.hasTimes(of: self.definition) { decidedUntil = now }
            self.definition = definition
            isRetired = false
        case .retired: isRetired = true
        case .fired(let due, let ticket, _):
            decidedUntil = due
            wrote(ticket)
        case .ran(let ticket): wrote(ticket)
        case .heldUp(let due):
            decidedUntil = due
            isHeldUp = true
            note = ticket.map { "its last ticket, \($0), is still open" } ?? ""
        case .passed(let until, let note):
            decidedUntil = until
            isHeldUp = false
            self.note = note
        }
    }

    private mutating func wrote(_ ticket: Ticket.ID) {
        self.ticket = ticket
        isHeldUp = false
        note = ""
    }
}

extension Schedule {
    /// What `skein.yaml` says of a schedule.
    public struct Definition: Hashable, Sendable, Codable {
        public var cron: Cron
        /// The time zone's name in the IANA database.
        public var zone: String
        /// Each time is put off by a part of this, always the same part for the same time.
        public var jitter: Span
        public var catchUp: CatchUp
        /// Whether it writes a ticket though its last one is open.
        public var overlap: Bool
        public var onlyIf: Condition
        public var ticket: TicketTemplate

        public init(
            cron: Cron, zone: String = "UTC", jitter: Span = Span(milliseconds: 0), catchUp: CatchUp = .one,
            overlap: Bool = false, onlyIf: Condition = .always, ticket: TicketTemplate
        ) {
            self.cron = cron
            self.zone = zone
            self.jitter = jitter
            self.catchUp = catchUp
            self.overlap = overlap
            self.onlyIf = onlyIf
            self.ticket = ticket
        }

        fileprivate func hasTimes(of other: Definition) -> Bool {
            cron == other.cron && zone == other.zone && jitter == other.jitter
        }
    }

    /// What must have happened for a time to have its ticket.
    public enum Condition: String, Hashable, Sendable, Codable, CaseIterable {
        case always
        /// A person or another agent did something to a ticket of the assignee's, since the assignee's last run.
        case agentNews
        /// Something happened to a ticket of the project that does not come from the schedule, since its last ticket.
        case projectNews
    }

    /// What becomes of the times that came while no server was there.
    public enum CatchUp: String, Hashable, Sendable, Codable, CaseIterable {
        case none, one, all
    }

    /// When the ticket of the time `due` is written: spread over the jitter, by a hash of name and time (FNV-1a).
    public func start(of due: Instant) -> Instant {
        guard definition.jitter.milliseconds > 0 else { return due }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(id) \(due.milliseconds)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        // The low bits of FNV-1a hardly depend on the first bytes.
        let part = (hash ^ hash >> 32) % UInt64(definition.jitter.milliseconds)
        return due + Span(milliseconds: Int64(part))
    }
}
