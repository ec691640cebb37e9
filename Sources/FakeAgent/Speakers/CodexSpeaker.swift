import Wire

/// `codex app-server`, as the transcripts of version 0.163.0 have it: what the client says.
final class CodexSpeaker: Speaker {
    private let stage: Stage
    let home: Home
    private var isIntroduced = false
    private var isInitialized = false
    private var requests: Set<Int64> = []
    /// Nil before the thread is open.
    var thread: Home.Session?
    var policy = ""
    /// Every turn so far; the last is the one that runs, if one does.
    var turns: [String] = []
    /// The calls that wait for an answer, by the number of the request.
    var asked: [Int64: Call] = [:]
    var nextRequest: Int64 = 0
    var used = Usage(input: 0, output: 0)
    var items: Int64 = 0

    let readsLateWords = true

    init(_ stage: Stage, _ home: Home) { (self.stage, self.home) = (stage, home) }

    func hear(_ message: JSONValue) {
        switch RPCMessage(message) {
        case .request(let id, let method, let parameters):
            guard let number = id.count, requests.insert(number).inserted else { reject("\(method) has no new id") }
            requested(number, method, parameters)
        case .notification("initialized", _) where isIntroduced && !isInitialized: isInitialized = true
        case .notification(let method, _): reject("codex does not hear \(method) now")
        case .result(let id, let result): answered(id, result)
        case .failure(_, let error): reject("a request was refused: \(error.message)")
        case nil: reject("not a message")
        }
    }

    func asks(_ call: Call) -> Bool { if case .ask = call.action { true } else { policy == "untrusted" } }

    private func requested(_ id: Int64, _ method: String, _ parameters: JSONValue) {
        switch method {
        case "initialize":
            if isIntroduced || parameters.clientInfo?.name?.text == nil { reject("a second or nameless initialize") }
            isIntroduced = true
            respond(id, ["userAgent": "fake/0.163.0"])
        case "thread/start", "thread/resume", "thread/fork":
            if !isInitialized || thread != nil { reject("\(method) before initialized, or for a second time") }
            open(id, method, parameters)
        case "turn/start", "turn/steer", "turn/interrupt":
            guard let thread, parameters.threadId?.text == thread.id else { reject("\(method) without its thread") }
            inThread(id, method, parameters)
        case let other: reject("codex has no method \(other)")
        }
    }

    private func open(_ id: Int64, _ method: String, _ parameters: JSONValue) {
        guard let policy = parameters.approvalPolicy?.text, parameters.cwd?.text != nil else {
            reject("\(method) without a policy or a folder")
        }
        self.policy = policy
        if method == "thread/start" {
            thread = Home.Session(id: Names.new())
        } else {
            guard let old = parameters.threadId?.text else { reject("\(method) without a thread") }
            guard let known = home.session(old) else {
                return refuse(id, -32600, "no rollout found for thread id \(old)")
            }
            thread = known
            if method == "thread/fork" { thread = Home.Session(id: Names.new(), used: known.used, turn: known.turn) }
        }
        guard let thread else { return }
        home.keep(thread)
        respond(id, ["model": "gpt-fake", "thread": ["id": .string(thread.id)]])
        // What was used before is told with the turn that was last.
        if method != "thread/start" { tellUsage(Usage(input: 0, output: 0), turn: thread.turn) }
    }

    private func inThread(_ id: Int64, _ method: String, _ parameters: JSONValue) {
        let text = parameters.input?.items?.first?["text"]?.text
        switch method {
        case "turn/start":
            guard let text, !stage.isInTurn, stage.prompts.isEmpty else { reject("turn/start while a turn runs") }
            let turn = Names.new()
            turns.append(turn)
            stage.prompts.append(Word(id: turn, text: text))
            respond(id, ["turn": ["id": .string(turn), "status": "inProgress"]])
        case "turn/steer":
            guard let text, let word = parameters.clientUserMessageId?.text else { reject("a steer without words") }
            guard runs(id, parameters.expectedTurnId) else { return }
            stage.steers.append(Word(id: word, text: text))
            respond(id, ["turnId": parameters.expectedTurnId ?? .null])
        default:
            guard runs(id, parameters.turnId) else { return }
            stage.isInterrupted = true
            respond(id, [:])
        }
    }

    /// A turn that has just ended is no mistake of the client's; one that never was is.
    private func runs(_ id: Int64, _ turn: JSONValue?) -> Bool {
        guard let turn = turn?.text, turns.contains(turn) else { reject("there was never a turn of that name") }
        if stage.isInTurn && turns.last == turn { return true }
        refuse(id, -32600, "no active turn \(turn)")
        return false
    }

    private func answered(_ id: JSONValue, _ result: JSONValue) {
        guard let number = id.count, let call = asked.removeValue(forKey: number) else {
            reject("an answer to nothing that is asked")
        }
        if case .ask = call.action {
            let words = (result.answers?.members ?? [:]).values.flatMap { $0.answers?.items ?? [] }.compactMap(\.text)
            return stage.reply(call.id, .words(words.joined(separator: ", ")))
        }
        switch result.decision?.text {
        case "accept", "acceptForSession": stage.reply(call.id, .allow)
        case "decline": stage.reply(call.id, .deny("declined"))
        case "cancel":
            stage.reply(call.id, .deny("declined"))
            stage.isInterrupted = true
        case let other: reject("there is no decision \(other ?? "")")
        }
    }

    func closeTurn() { stage.steers = [] }
}

extension CodexSpeaker {
    func respond(_ id: Int64, _ result: JSONValue) {
        Output.write(RPCMessage.result(id: .integer(id), result).value(versioned: false))
    }

    private func refuse(_ id: Int64, _ code: Int64, _ message: String) {
        let failure = RPCMessage.failure(id: .integer(id), RPCError(code: code, message: message))
        Output.write(failure.value(versioned: false))
    }
}
