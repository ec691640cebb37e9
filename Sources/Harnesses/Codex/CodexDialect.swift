import Domain
import Wire

/// Speaks JSON-RPC as `codex app-server` does (no `jsonrpc` member): one thread, one turn at a time.
///
/// Method and member names are those of `codex app-server generate-json-schema` of version 0.163.0.
struct CodexDialect: Dialect {
    /// How far the conversation is.
    enum Phase: Hashable {
        /// The thread is not open yet.
        case opening
        case idle
        /// `turn/start` is on its way; the turn cannot be steered before it says that it runs.
        case starting
        /// `isEnding`: it was told to stop.
        case running(turn: String, isEnding: Bool)
        /// The thread could not be opened.
        case closed(reason: String)
    }

    /// A request of ours that Codex has not answered.
    enum Call: Hashable {
        case initialize
        case openThread
        case startTurn
        case steer(String, turn: String)
        case interrupt(turn: String)
    }

    /// Something that becomes a turn, or goes into one.
    struct Word: Hashable {
        let text: String
        /// How it goes if it has to begin a turn; nil for the prompt, which no person said just now.
        let delivery: Delivery?
    }

    /// A word in the turn that runs.
    struct Unread: Hashable {
        let id: String
        let text: String
    }

    /// Words that wait beyond this many are not taken.
    static let waitingLimit = 100

    let opening: Opening
    var phase = Phase.opening
    var thread: String?
    var calls: [Int64: Call] = [:]
    var waiting: [Word]
    /// Words that Codex took for the turn and has not shown to the model yet.
    var unread: [Unread] = []
    /// An interrupt that came before the turn could be named.
    var isInterruptWanted = false
    /// How often the call to the model was tried again in the turn that runs.
    var retries = 0
    var asks = CodexAsks()
    var edits = CodexEdits()
    /// The tools that run, the oldest first.
    var tools: [String] = []
    var tokens = CodexTokens()
    var limits = CodexLimits()
    private var lastCall: Int64 = 0

    init(_ opening: Opening) {
        self.opening = opening
        waiting = [Word(text: opening.prompt, delivery: nil)]
    }

    var isBusy: Bool {
        switch phase {
        case .opening, .starting, .running: true
        case .idle: !waiting.isEmpty || calls.values.contains(where: \.mayBeginTurn)
        case .closed: false
        }
    }

    mutating func begin() -> [Effect] { [call(.initialize, "initialize", Self.introduction)] }

    mutating func say(_ text: String) -> [Effect] {
        switch phase {
        case .closed(let reason): return [.event(.warning("the word was not taken: \(reason)"))]
        case .running(let turn, false): return [steer(text, turn: turn)]
        case .idle where waiting.isEmpty: return startTurn(Word(text: text, delivery: .newTurn))
        case .opening, .idle, .starting, .running:
            guard waiting.count < Self.waitingLimit else {
                return [.event(.warning("the word was not taken: \(waiting.count) others wait"))]
            }
            waiting.append(Word(text: text, delivery: .nextTurn))
            return []
        }
    }

    mutating func interrupt() -> [Effect] {
        switch phase {
        case .opening, .starting:
            isInterruptWanted = true
            return []
        case .running(let turn, false):
            phase = .running(turn: turn, isEnding: true)
            return [call(.interrupt(turn: turn), "turn/interrupt", named(turn))]
        case .running, .idle, .closed: return []
        }
    }

    mutating func answer(_ request: String, _ answer: AgentAnswer) -> [Effect] {
        guard let taken = asks.answer(request, answer) else { return [] }
        return [.event(.answered(request: request, answer: answer))] + taken.map { [Self.line($0)] }.joined()
    }

    mutating func receive(_ line: [UInt8], at now: Instant) -> [Effect] {
        guard let value = JSONValue(line), let message = RPCMessage(value) else { return stray(line) }
        switch message {
        case .request(let id, let method, let parameters): return asked(id, method, parameters)
        case .notification(let method, let parameters): return notified(method, parameters, at: now)
        case .result(let id, let result): return take(id).map { succeeded($0.call, $0.number, result) } ?? []
        case .failure(let id, let error): return take(id).map { refused($0.call, error) } ?? []
        }
    }

    private mutating func take(_ id: JSONValue) -> (number: Int64, call: Call)? {
        id.count.flatMap { number in calls.removeValue(forKey: number).map { (number, $0) } }
    }

    private func stray(_ line: [UInt8]) -> [Effect] {
        line.isEmpty ? [] : [.event(.warning("not a message: " + String(decoding: line.prefix(200), as: UTF8.self)))]
    }
}

extension CodexDialect {
    /// Sends a request; its identifier counts up from 1.
    mutating func call(_ call: Call, _ method: String, _ parameters: JSONValue) -> Effect {
        lastCall += 1
        calls[lastCall] = call
        return Self.line(.request(id: .integer(lastCall), method: method, parameters: parameters))
    }

    /// The number that the next request gets.
    var nextCall: Int64 { lastCall + 1 }

    static func line(_ message: RPCMessage) -> Effect { .send(message.value(versioned: false).line) }
}

extension CodexDialect.Call {
    /// Whether its refusal makes a word begin a turn.
    fileprivate var mayBeginTurn: Bool { if case .steer = self { true } else { false } }
}
