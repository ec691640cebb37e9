import Domain
import Wire

/// Claude Code's `stream-json`, as versions 2.1.329 and 2.1.330 speak it.
///
/// A turn begins when the program takes a word in, or on its own when a background task ends; it ends with a `result`.
/// What is not known is passed over: each release adds types and members.
struct ClaudeDialect: Dialect {
    /// A tool call whose result has not come.
    struct Call: Hashable, Sendable {
        let name: String
        let input: JSONValue
        /// A subagent's calls may go on when the turn has ended.
        let isSubagent: Bool
    }

    /// More calls or requests than this at once are not remembered: no agent has them, only a stream gone wrong.
    static let limit = 4096

    let opening: Opening
    var queue = ClaudeQueue()
    var isInTurn = false
    /// The subagents that work on while no turn runs. Commands in the background are not counted: some never end.
    var backgroundAgents = 0
    /// The turn is to be interrupted as soon as it runs.
    var interruptIsDue = false
    var session: String?
    var calls: [String: Call] = [:]
    /// By the id of what is asked now.
    var requests: [String: ClaudeRequest] = [:]
    var plan = ClaudePlan()
    var spending: ClaudeSpending
    var trouble = ClaudeTrouble()
    private(set) var wordsSent = 0
    private var controlsSent = 0

    init(_ opening: Opening) {
        self.opening = opening
        spending = ClaudeSpending(isFresh: opening.session == .fresh)
    }

    var isBusy: Bool { isInTurn || !queue.isEmpty || backgroundAgents > 0 }

    mutating func begin() -> [Effect] {
        [control(["subtype": "initialize", "hooks": nil]), send(opening.prompt, isPrompt: true)]
    }

    mutating func say(_ text: String) -> [Effect] { [send(text, isPrompt: false)] }

    mutating func interrupt() -> [Effect] {
        if isInTurn { return [control(["subtype": "interrupt"])] }
        // Without a turn the program has nothing to interrupt, and would begin with the word all the same.
        interruptIsDue = !queue.isEmpty
        return []
    }

    mutating func answer(_ request: String, _ answer: AgentAnswer) -> [Effect] {
        guard var open = requests.removeValue(forKey: request) else { return [] }
        let answered = Effect.event(.answered(request: request, answer: answer))
        switch open.take(answer) {
        case .next:
            requests[open.asked.id] = open
            return [answered, .event(.asked(open.asked))]
        case .reply(let body):
            return [.send(ClaudeOutgoing.response(to: open.id, body)), answered]
        }
    }

    mutating func receive(_ line: [UInt8], at now: Instant) -> [Effect] {
        guard let message = JSONValue(line), let type = message.type?.text else {
            let text = String(decoding: line.prefix(200), as: UTF8.self)
            let isBlank = line.allSatisfy { [0x09, 0x0d, 0x20].contains($0) }
            return isBlank ? [] : [.event(.warning("a line that is no message: \(text)"))]
        }
        return switch type {
        case "system": system(message, at: now)
        case "assistant": assistant(message)
        case "user": user(message)
        case "command_lifecycle": lifecycle(message)
        case "control_request": request(message)
        case "control_cancel_request": cancel(message)
        case "control_response": response(message)
        case "rate_limit_event": limit(message)
        case "result": result(message, at: now)
        case "conversation_reset": reset()
        default: []
        }
    }
}

extension ClaudeDialect {
    mutating func control(_ body: JSONValue) -> Effect {
        controlsSent += 1
        return .send(ClaudeOutgoing.request("skein-\(controlsSent)", body))
    }

    private mutating func send(_ text: String, isPrompt: Bool) -> Effect {
        wordsSent += 1
        // Number 0 is the session.
        let word = ClaudeQueue.Word(
            uuid: opening.uuid(wordsSent), text: text, isPrompt: isPrompt, isSteering: isBusy && !isPrompt)
        queue.append(word)
        return .send(ClaudeOutgoing.word(text, uuid: word.uuid))
    }

    /// A turn runs now, if none did.
    mutating func enterTurn() -> [Effect] {
        guard !isInTurn else { return [] }
        isInTurn = true
        defer { interruptIsDue = false }
        return [.event(.turnStarted)] + (interruptIsDue ? [control(["subtype": "interrupt"])] : [])
    }

    private mutating func reset() -> [Effect] {
        spending.reset()
        return []
    }
}
