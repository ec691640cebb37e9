import Wire

/// Reads what a message says about a call of a tool; agents say it in many ways.
struct ACPToolShape {
    /// Names and targets are for one line of a screen.
    static let targetLimit = 1000

    let call: JSONValue

    init(_ call: JSONValue) { self.call = call }

    /// The tool's own name where the agent gives it, else the word that its title begins with, else its kind.
    var name: String {
        if let name = call._meta?["tool_name"]?.text ?? call._meta?["x.ai/tool"]?.name?.text { return name }
        if let split = titleParts { return split.name }
        if let title = call.title?.text, Self.isWord(title) { return title }
        return call.kind?.text ?? "tool"
    }

    /// A path, a command, an address; empty when there is none.
    var target: String {
        let members = ["command", "file_path", "filePath", "path", "url", "query", "pattern", "prompt"]
        let given = members.lazy.compactMap { input?[$0]?.text }.first { !$0.isEmpty }
        let title = call.title?.text.flatMap { Self.isWord($0) ? nil : $0 }
        return String((given ?? paths.first ?? titleParts?.rest ?? title ?? "").prefix(Self.targetLimit))
    }

    /// Some agents write the arguments as a text that is JSON.
    var input: JSONValue? {
        guard let input = call.rawInput, !input.isNull else { return nil }
        return input.text.flatMap { JSONValue($0.utf8) } ?? input
    }

    /// The files that it changes, else those that it works on.
    var paths: [String] {
        let changed = (call.content?.items ?? []).filter { $0.type?.text == "diff" }.compactMap { $0.path?.text }
        let all = changed.isEmpty ? (call.locations?.items ?? []).compactMap { $0.path?.text } : changed
        return all.enumerated().filter { !all[..<$0.offset].contains($0.element) }.map(\.element)
    }

    /// Bytes of the result: of what is shown, else of the raw output.
    var size: Int {
        let texts = (call.content?.items ?? []).map { $0.content?["text"]?.text ?? $0.newText?.text ?? "" }
        let shown = texts.reduce(0) { $0 + $1.utf8.count }
        if shown > 0 { return shown }
        guard let output = call.rawOutput, !output.isNull else { return 0 }
        return output.text?.utf8.count ?? output.line.count
    }

    /// A title such as `terminal: make test`.
    private var titleParts: (name: String, rest: String)? {
        guard let title = call.title?.text, let colon = title.firstRange(of: ": ") else { return nil }
        let name = String(title[..<colon.lowerBound])
        return Self.isWord(name) ? (name, String(title[colon.upperBound...])) : nil
    }

    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-.".contains($0)) }
    }
}
