import Domain
import Wire

/// The tools that an agent uses in a turn.
///
/// Agents tell little of some calls: grok gives kind and title only after the first message, hermes never says that an
/// edit is done. So a call starts with the first that is heard of it, and ends with its turn at the latest.
struct ACPTools: Hashable, Sendable {
    /// Further calls of one turn are not reported.
    static let limit = 4096

    private var calls: [String: Call] = [:]
    private var order: [String] = []

    /// One call of a tool, as far as it is known.
    private struct Call: Hashable, Sendable {
        var kind: String?
        var title: String?
        var input: JSONValue?
        var paths: [String] = []
        var isDenied = false
        var isFinished = false

        mutating func take(_ update: JSONValue) {
            let shape = ACPToolShape(update)
            kind = update.kind?.text ?? kind
            title = update.title?.text ?? title
            input = shape.input ?? input
            if !shape.paths.isEmpty { paths = shape.paths }
        }
    }

    /// A `tool_call` or `tool_call_update`.
    mutating func update(_ update: JSONValue) -> [AgentEvent] {
        guard let id = update.toolCallId?.text else { return [] }
        var events: [AgentEvent] = []
        if calls[id] == nil {
            guard calls.count < Self.limit else { return [] }
            calls[id] = Call()
            order.append(id)
            calls[id]?.take(update)
            let shape = ACPToolShape(update)
            events.append(.toolStarted(id: id, name: shape.name, target: shape.target))
        } else {
            calls[id]?.take(update)
        }
        switch update.status?.text {
        case "completed": return events + finish(id, isError: false, size: ACPToolShape(update).size)
        case "failed": return events + finish(id, isError: true, size: ACPToolShape(update).size)
        default: return events
        }
    }

    /// A person said no to this call, which agents then report as failed, as completed, or not at all.
    mutating func deny(_ asked: JSONValue) {
        for id in order where calls[id]?.isFinished == false && isMeant(id, by: asked) { calls[id]?.isDenied = true }
    }

    /// Kind and title of the open call that a question is about.
    func known(_ asked: JSONValue) -> (kind: String?, title: String?, input: JSONValue?) {
        let open = order.last { calls[$0]?.isFinished == false && isMeant($0, by: asked) }
        return open.flatMap { calls[$0] }.map { ($0.kind, $0.title, $0.input) } ?? (nil, nil, nil)
    }

    /// The turn ended: what is still open is taken to have gone as the turn went.
    mutating func close(isError: Bool) -> [AgentEvent] {
        let events = order.flatMap { finish($0, isError: isError, size: 0) }
        self = ACPTools()
        return events
    }

    private mutating func finish(_ id: String, isError: Bool, size: Int) -> [AgentEvent] {
        guard let call = calls[id], !call.isFinished else { return [] }
        calls[id] = Call(isFinished: true)
        let failed = isError || call.isDenied
        let changes = !failed && ["edit", "delete", "move"].contains(call.kind)
        return [.toolFinished(id: id, isError: failed, size: size)]
            + (changes ? call.paths.map { .fileChanged(path: $0) } : [])
    }

    /// Whether `asked` speaks of this call: agents give a question an identifier of its own.
    private func isMeant(_ id: String, by asked: JSONValue) -> Bool {
        guard let call = calls[id] else { return false }
        if asked.toolCallId?.text == id { return true }
        if let input = asked.rawInput, input == call.input { return true }
        return ACPToolShape(asked).paths.contains { call.paths.contains($0) }
    }
}
