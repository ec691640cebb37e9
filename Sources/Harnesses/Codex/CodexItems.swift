import Domain
import Wire

/// One step of a turn.
struct CodexItem {
    let id: String
    let type: String
    let value: JSONValue

    /// Nil when it has no identifier or type.
    init?(_ parameters: JSONValue) {
        guard let value = parameters.item, let id = value.id?.text, let type = value.type?.text else { return nil }
        self.id = id
        self.type = type
        self.value = value
    }

    /// What people call the tool, and what it works on; nil for a step that is no tool.
    var tool: (name: String, target: String)? {
        switch type {
        case "commandExecution": ("shell", command)
        case "fileChange": ("edit", paths.joined(separator: ", "))
        case "mcpToolCall": ((value.server?.text ?? "") + "/" + (value.tool?.text ?? ""), "")
        case "dynamicToolCall": (value.tool?.text ?? "tool", "")
        case "collabAgentToolCall": (value.tool?.text ?? "agent", value.prompt?.text ?? "")
        case "webSearch": ("web_search", value.query?.text ?? "")
        case "imageView": ("view_image", value.path?.text ?? "")
        case "imageGeneration": ("generate_image", "")
        case "contextCompaction": ("compact", "")
        case "sleep": ("sleep", "")
        default: nil
        }
    }

    /// A command as the model wrote it, without the shell around it where Codex tells.
    private var command: String {
        let actions = value.commandActions?.items ?? []
        return (actions.count == 1 ? actions[0].command?.text : nil) ?? value.command?.text ?? ""
    }

    /// Of a `fileChange`.
    var paths: [String] { (value.changes?.items ?? []).compactMap { $0.path?.text } }

    var isError: Bool {
        ["failed", "declined", "interrupted"].contains(value.status?.text) || value.success?.flag == false
    }

    /// The length of what the tool gave back, in bytes.
    var size: Int {
        switch type {
        case "commandExecution": value.aggregatedOutput?.text?.utf8.count ?? 0
        case "mcpToolCall": Self.size(value.result?.content)
        case "dynamicToolCall": Self.size(value.contentItems)
        default: 0
        }
    }

    private static func size(_ content: JSONValue?) -> Int {
        (content?.items ?? []).reduce(0) { $0 + ($1["text"]?.text?.utf8.count ?? $1.line.count) }
    }
}

extension CodexDialect {
    /// Of more tools at once the oldest are not ended when their turn is cut short.
    private static let toolLimit = 1000

    mutating func itemStarted(_ parameters: JSONValue) -> [Effect] {
        guard let item = CodexItem(parameters) else { return [] }
        edits.began(item)
        guard isOurs(parameters), let tool = item.tool else { return [] }
        if tools.count == Self.toolLimit { tools.removeFirst() }
        tools.append(item.id)
        return [.event(.toolStarted(id: item.id, name: tool.name, target: tool.target))]
    }

    mutating func itemCompleted(_ parameters: JSONValue) -> [Effect] {
        guard let item = CodexItem(parameters) else { return [] }
        edits.ended(item)
        // A file that a sub-agent changed is changed as well.
        let isChanged = item.type == "fileChange" && item.value.status?.text == "completed"
        let changed = isChanged ? item.paths.map { Effect.event(.fileChanged(path: $0)) } : []
        guard isOurs(parameters) else { return changed }
        if item.tool != nil {
            tools.removeAll { $0 == item.id }
            return changed + [.event(.toolFinished(id: item.id, isError: item.isError, size: item.size))]
        }
        return words(item)
    }

    private mutating func words(_ item: CodexItem) -> [Effect] {
        switch item.type {
        case "userMessage": return read(item)
        case "agentMessage", "plan":
            guard let text = item.value["text"]?.text, !text.isEmpty else { return [] }
            return [.event(.text(text))]
        case "reasoning":
            let summary = Self.paragraphs(item.value.summary)
            let text = summary.isEmpty ? Self.paragraphs(item.value.content) : summary
            return text.isEmpty ? [] : [.event(.reasoning(text))]
        default: return []
        }
    }

    private static func paragraphs(_ value: JSONValue?) -> String {
        (value?.items ?? []).compactMap(\.text).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }
}

/// The patches that are about to be applied: the request to allow one names it and does not say what it changes.
struct CodexEdits {
    /// What a patch changes.
    struct Patch {
        let paths: [String]
        let text: String
    }

    /// More at once are asked for without saying what they change.
    private static let limit = 64
    private static let textLimit = 64 << 10
    private var open: [String: Patch] = [:]

    subscript(id: String) -> Patch? { open[id] }

    mutating func began(_ item: CodexItem) {
        guard item.type == "fileChange", open.count < Self.limit else { return }
        let diffs = (item.value.changes?.items ?? []).map { change in
            (change.path?.text ?? "") + "\n" + (change.diff?.text ?? "")
        }
        open[item.id] = Patch(paths: item.paths, text: String(diffs.joined(separator: "\n").prefix(Self.textLimit)))
    }

    mutating func ended(_ item: CodexItem) { open[item.id] = nil }
}
