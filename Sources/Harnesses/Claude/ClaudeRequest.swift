import Domain
import Wire

/// A tool call that waits for its permission: `can_use_tool`. The questions of an `AskUserQuestion` call come the same
/// way; they are put one after the other, and answered together.
struct ClaudeRequest: Hashable, Sendable {
    /// The program's own name for it.
    let id: String
    private let tool: String
    private let input: JSONValue
    private let suggestions: [JSONValue]
    private let ask: AgentRequest
    private let questions: [JSONValue]
    private var answers: [String: JSONValue] = [:]
    private var place = 0

    /// Nil when `request` asks for no tool.
    init?(id: String, _ request: JSONValue, in opening: Opening) {
        guard let tool = request.tool_name?.text else { return nil }
        self.id = id
        self.tool = tool
        input = request.input ?? .object([:])
        suggestions = Self.suggestions(request.permission_suggestions?.items ?? [])
        let questions = (tool == "AskUserQuestion" ? input.questions?.items : nil) ?? []
        self.questions = questions.filter { $0.question?.text != nil }
        ask = Self.permission(id, tool, request, canAlways: !suggestions.isEmpty, in: opening)
    }

    /// What is asked now.
    var asked: AgentRequest {
        guard place < questions.count else { return ask }
        let question = questions[place]
        let options = (question.options?.items ?? []).compactMap(\.label?.text)
        let isMany = question.multiSelect?.flag == true
        let details = (question.options?.items ?? []).compactMap { option in
            option.description?.text.map { "\(option.label?.text ?? ""): \($0)" }
        }
        return AgentRequest(
            id: place == 0 ? id : "\(id)#\(place + 1)", kind: .question, title: question.question?.text ?? "",
            detail: (details + (isMany ? ["More than one may be chosen, separated by commas."] : []))
                .joined(separator: "\n"),
            options: options.map { AgentRequest.Option(id: $0, label: $0, effect: .choice) })
    }

    /// What follows from an answer.
    enum Step: Hashable, Sendable {
        /// The next question is asked.
        case next
        /// This goes to the agent.
        case reply(JSONValue)
    }

    mutating func take(_ answer: AgentAnswer) -> Step {
        guard place < questions.count else { return .reply(permitted(answer)) }
        switch answer {
        case .deny(let reason): return .reply(denial(reason))
        case .allow, .allowAlways: break
        case .reply(let text): answers[questions[place].question?.text ?? ""] = .string(text)
        }
        place += 1
        if place < questions.count { return .next }
        var members = input.members ?? [:]
        if !answers.isEmpty { members["answers"] = .object(answers) }
        return .reply(["behavior": "allow", "updatedInput": .object(members)])
    }

    private func permitted(_ answer: AgentAnswer) -> JSONValue {
        switch answer {
        case .allow: ["behavior": "allow", "updatedInput": input]
        case .allowAlways:
            ["behavior": "allow", "updatedInput": input, "updatedPermissions": .array(suggestions)]
        case .deny(let reason): denial(reason)
        // Words instead of a yes say what to do instead.
        case .reply(let text): denial(text)
        }
    }

    private func denial(_ reason: String) -> JSONValue {
        ["behavior": "deny", "message": .string(reason.isEmpty ? "The person who was asked said no." : reason)]
    }

    /// What "always" makes of the program's suggestions. Its own would write rules into the worktree's `.claude`, where
    /// they would be committed and outlive the session. Where there are rules they are enough: the rest would let the
    /// agent change any file, because it was allowed to run one command.
    private static func suggestions(_ all: [JSONValue]) -> [JSONValue] {
        let rules = all.filter { $0.type?.text == "addRules" }
        return (rules.isEmpty ? all : rules).compactMap(\.members).map { members in
            .object(members.merging(["destination": "session"]) { $1 })
        }
    }
}

extension ClaudeRequest {
    private static func permission(
        _ id: String, _ tool: String, _ request: JSONValue, canAlways: Bool, in opening: Opening
    ) -> AgentRequest {
        let input = request.input ?? .null
        let target = ClaudeTools.target(input)
        let name = request.display_name?.text ?? tool
        var options = [AgentRequest.Option(id: "allow", label: "Allow", effect: .allow)]
        if canAlways {
            let label = "Allow for this session"
            options.append(AgentRequest.Option(id: "allow_always", label: label, effect: .allowAlways))
        }
        options.append(AgentRequest.Option(id: "deny", label: "Deny", effect: .deny))
        let title = request.title?.text ?? (target.isEmpty ? name : "\(name): \(target)")
        return AgentRequest(
            id: id, kind: kind(tool, request, in: opening), title: line(title), detail: detail(request),
            options: options)
    }

    /// Nobody has said in advance that a place outside the worktree may be touched, or a file that would change what
    /// runs later (`.git`, `.claude`), whatever the tool is called: a person is asked.
    private static func kind(_ tool: String, _ request: JSONValue, in opening: Opening) -> AgentRequest.Kind {
        let kind = ClaudeTools.kind(tool)
        guard kind == .edit || kind == .read else { return kind }
        let isRisky = ["workingDir", "safetyCheck"].contains(request.decision_reason_type?.text)
        let path = ["file_path", "path", "notebook_path"].lazy.compactMap { request.input?[$0]?.text }.first
        let roots = [opening.worktree] + opening.writable
        return isRisky || !ClaudeTools.isInside(path ?? opening.worktree, roots) ? .other : kind
    }

    private static func line(_ text: String) -> String {
        let first = text.split(whereSeparator: \.isNewline).first ?? ""
        return first.count == text.count && text.count <= 200 ? text : "\(first.prefix(200))…"
    }

    /// What a person needs to decide: why it is asked, and the command or the change.
    private static func detail(_ request: JSONValue) -> String {
        let input = request.input ?? .null
        let change = input.old_string?.text.map { "- \($0)\n+ \(input.new_string?.text ?? "")" }
        let body =
            input.command?.text ?? change ?? (input.content ?? input.plan ?? input.url)?.text
            ?? String(decoding: input.line, as: UTF8.self)
        let parts = [request.decision_reason?.text, body].compactMap(\.self).filter { !$0.isEmpty }
        let text = parts.joined(separator: "\n")
        return text.count > 8000 ? "\(text.prefix(8000))…" : text
    }
}
