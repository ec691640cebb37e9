import Domain

/// The part of a conversation that a replay repeats: a dialect, the permissions that answer for a person, and the
/// stream of bytes for the agent's standard input.
struct Exchange: Sendable {
    /// A line for the agent, and where in the stream of all input it begins.
    struct Message: Hashable, Sendable {
        let start: Int64
        let bytes: [UInt8]
        var end: Int64 { start + Int64(bytes.count) }
    }

    /// What one step brought.
    struct Outcome: Sendable {
        var events: [AgentEvent] = []
        var calls: [(call: String, service: ServiceCall)] = []
    }

    private var dialect: any Dialect
    private let policy: AnswerPolicy
    private var names = RequestNames()
    private var warnings = 0
    private static let warningLimit = 1000
    private var length: Int64 = 0
    /// Lines that the agent has not been sent.
    private(set) var unsent: [Message] = []
    /// How the latest turn ended; nil before the first end and while a turn runs.
    private(set) var end: TurnEnd?
    /// The last words, which say what was done.
    private(set) var lastText = ""

    init(_ dialect: any Dialect, policy: AnswerPolicy) {
        self.dialect = dialect
        self.policy = policy
    }

    /// Whether a turn runs or is about to.
    var isBusy: Bool { dialect.isBusy }

    mutating func begin() -> Outcome { carryOut(dialect.begin()) }

    mutating func receive(_ line: [UInt8], isCut: Bool, at now: Instant) -> Outcome {
        if isCut { return Outcome(events: warned("A line of more than \(line.count) bytes was skipped.")) }
        if line.isEmpty { return Outcome() }
        return carryOut(dialect.receive(line, at: now))
    }

    mutating func perform(_ entry: ControlEntry.Control) -> Outcome {
        switch entry {
        case .person(.say(let text)): return carryOut(dialect.say(text))
        case .person(.interrupt): return carryOut(dialect.interrupt())
        case .person(.answer(let name, let answer)):
            return names.identifier(of: name).map { carryOut(dialect.answer($0, answer)) } ?? Outcome()
        case .served(let call, let result):
            guard var served = dialect as? any ServedDialect else { return Outcome() }
            defer { dialect = served }
            return carryOut(served.served(call, result))
        }
    }

    /// Forgets what the agent has been sent: the first `position` bytes of all input.
    mutating func sent(through position: Int64) {
        unsent.removeAll { $0.end <= position }
    }

    private mutating func carryOut(_ effects: [Effect]) -> Outcome {
        var outcome = Outcome()
        var rest = effects[...]
        while let effect = rest.popFirst() {
            switch effect {
            case .send(let line):
                unsent.append(Message(start: length, bytes: line + [UInt8(ascii: "\n")]))
                length += Int64(line.count) + 1
            case .serve(let call, let service): outcome.calls.append((call, service))
            case .event(.asked(let request)):
                if let answer = policy.answer(to: request.kind) {
                    outcome.events.append(.permitted(request))
                    let told = Effect.event(.answered(request: request.id, answer: answer))
                    rest = dialect.answer(request.id, answer).filter { $0 != told } + rest
                } else if names.isFull {
                    outcome.events += warned("A request is denied: this run has made too many.")
                    rest = dialect.answer(request.id, .deny(reason: "This run has made too many requests.")) + rest
                } else if let named = names.name(request) {
                    outcome.events.append(.asked(named))
                }
            case .event(.answered(let request, let answer)):
                if let name = names.close(request) {
                    outcome.events.append(.answered(request: name, answer: answer))
                }
            case .event(.warning(let text)): outcome.events += warned(text)
            case .event(let event):
                remember(event)
                outcome.events.append(event)
            }
        }
        return outcome
    }

    /// A program that prints without end is not worth a warning for each line: the log of events would become many
    /// times as long as what it printed.
    private mutating func warned(_ text: String) -> [AgentEvent] {
        guard warnings < Self.warningLimit else { return [] }
        warnings += 1
        let isLast = warnings == Self.warningLimit
        return [.warning(text)] + (isLast ? [.warning("More warnings are left out.")] : [])
    }

    private mutating func remember(_ event: AgentEvent) {
        switch event {
        case .turnStarted: end = nil
        case .turnEnded(let how): end = how
        case .text(let text): lastText = text
        case .sessionStarted, .reasoning, .toolStarted, .toolFinished, .fileChanged, .plan, .used, .asked, .permitted,
            .answered, .retrying, .said, .warning:
            break
        }
    }
}
