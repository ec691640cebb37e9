import Wire

/// What the model answers, turn by turn: the last block of the prompt that opens with ```` ```script ````.
struct Script {
    /// As it stands in the prompt: what counted faults are counted by.
    let source: String
    let turns: [Turn]

    /// Nil when there is no script in the text.
    init?(in text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        func trimmed(_ line: Substring) -> String { String(line.filter { !$0.isWhitespace }) }
        guard let open = lines.lastIndex(where: { trimmed($0) == "```script" }) else { return nil }
        source = lines[(open + 1)...].prefix { trimmed($0) != "```" }.joined(separator: "\n")
        guard let items = JSONValue(source.utf8)?.items else { reject("a script that is no array of turns: \(source)") }
        turns = items.map(Turn.init)
    }

    static let standard = Script(turns: [])

    private init(turns: [Turn]) {
        source = ""
        self.turns = turns
    }

    /// After the last turn the model says that it is done.
    func turn(_ number: Int) -> Turn { number < turns.count ? turns[number] : Turn(["text": "Done."]) }
}

/// One answer of the model.
struct Turn {
    let text: String
    let actions: [Action]
    let usage: Usage
    let delay: Int64
    let faults: [Fault]

    init(_ value: JSONValue) {
        value.allow(["text", "tools", "usage", "delayMs", "fault"])
        text = value["text"]?.text ?? ""
        actions = (value.tools?.items ?? []).map(Action.init)
        usage = value.usage.map(Usage.init) ?? Usage(input: 10, output: 5)
        delay = value.delayMs?.count ?? 0
        faults = value.fault.map { $0.items ?? [$0] }?.map(Fault.init) ?? []
    }
}

/// What a turn does with a tool.
enum Action {
    case run(String)
    case write(path: String, content: String)
    case edit(path: String, old: String, new: String)
    case ask(question: String, options: [String])

    init(_ value: JSONValue) {
        if let command = value.run?.text {
            self = .run(command)
        } else if let write = value.write, let path = write.path?.text, let content = write.content?.text {
            self = .write(path: path, content: content)
        } else if let edit = value.edit, let path = edit.path?.text, let old = edit.old?.text, let new = edit.new?.text
        {
            self = .edit(path: path, old: old, new: new)
        } else if let ask = value.ask, let question = ask.question?.text {
            self = .ask(question: question, options: (ask.options?.items ?? ["Yes", "No"]).compactMap(\.text))
        } else {
            reject("no such tool: \(String(decoding: value.line, as: UTF8.self))")
        }
    }
}

/// Tokens of one answer, or of a whole session.
struct Usage {
    var input: Int64 = 0
    var output: Int64 = 0
    var cacheRead: Int64 = 0
    var cacheWrite: Int64 = 0

    init(input: Int64, output: Int64) { (self.input, self.output) = (input, output) }

    init(_ value: JSONValue) {
        value.allow(["input", "output", "cacheRead", "cacheWrite"])
        (input, output) = (value.input?.count ?? 0, value.output?.count ?? 0)
        (cacheRead, cacheWrite) = (value.cacheRead?.count ?? 0, value.cacheWrite?.count ?? 0)
    }

    var value: JSONValue {
        [
            "input": .integer(input), "output": .integer(output), "cacheRead": .integer(cacheRead),
            "cacheWrite": .integer(cacheWrite),
        ]
    }

    mutating func add(_ other: Usage) {
        input += other.input
        output += other.output
        cacheRead += other.cacheRead
        cacheWrite += other.cacheWrite
    }
}

extension JSONValue {
    /// A misspelt script would let a test pass for the wrong reason.
    func allow(_ names: Set<String>) {
        guard let members else { reject("not an object: \(String(decoding: line, as: UTF8.self))") }
        if let name = members.keys.first(where: { !names.contains($0) }) { reject("a script has no `\(name)`") }
    }
}
