import Wire

/// What an agent offers, and how a script's actions become calls of it.
struct Toolbox {
    private let tools: [Tool]
    private let turn: Int
    private let searched: Set<String>
    private let said: [String]

    /// - Parameters:
    ///   - searched: the tools that were searched for, in vain if they are not offered now.
    ///   - said: the words that came to the model.
    init(_ tools: [Tool], turn: Int, searched: Set<String> = [], said: [String] = []) {
        self.tools = tools
        self.turn = turn
        self.searched = searched
        self.said = said
    }

    func call(_ action: Action) throws(BadScript) -> Call {
        switch action {
        case .run(let command): return try run(command)
        case .read(let path):
            if let tool = tool(.read) { return call(tool, Toolbox.paths(path)) }
            return try run("cat \(Toolbox.quoted(path))")
        case .write(let path, let content):
            if let tool = tool(.write) { return call(tool, Toolbox.paths(path) + [("content", .string(content))]) }
            if let tool = tool(.patch) { return call(tool, patch: "Add", path, Toolbox.lines(content, "+")) }
            return try run("printf %s \(Toolbox.quoted(content)) > \(Toolbox.quoted(path))")
        case .quote(let path, let start):
            let lines = said.flatMap { $0.split(separator: "\n") }.filter { $0.hasPrefix(start) }
            if lines.isEmpty { throw BadScript("no line that was said begins with \(start)") }
            return try call(.write(path: path, content: lines.map { "\($0)\n" }.joined()))
        case .edit(let path, let old, let new):
            if let tool = tool(.edit) {
                let texts = [("old_string", old), ("new_string", new), ("mode", "replace")]
                return call(tool, Toolbox.paths(path) + texts.map { ($0, .string($1)) })
            }
            guard let tool = tool(.patch) else { throw nothingFits("edit") }
            return call(tool, patch: "Update", path, "@@\n" + Toolbox.lines(old, "-") + Toolbox.lines(new, "+"))
        case .ask(let question, let options):
            guard let tool = tool(.ask) else { throw nothingFits("ask") }
            return ask(tool, question, options)
        case .call(let name, let input):
            if let tool = tools.first(where: { $0.name == name || $0.name.hasSuffix("__\(name)") }) {
                return call(tool, input)
            }
            guard let search = tool(.search), !searched.contains(name) else { throw nothingFits("call of \(name)") }
            // It is no answer of the script: the turn is still to come.
            return Call(id: CallID.make(turn: turn - 1), tool: search.name, input: ["query": .string(name)])
        }
    }

    /// Whether the call looks for a tool that the script's own calls need.
    static func isSearch(_ call: Call) -> Bool { Verb.search.isDone(by: call.tool) }

    private func run(_ command: String) throws(BadScript) -> Call {
        guard let tool = tool(.run) else { throw nothingFits("run") }
        let isList = tool.parameters["command"]?.type?.text == "array"
        let value: JSONValue = isList ? ["bash", "-lc", .string(command)] : .string(command)
        return call(tool, [("command", value), ("cmd", value), ("description", .string(command))])
    }

    /// Agents that ask with one question take a list of words, the others a list of questions with described options.
    private func ask(_ tool: Tool, _ question: String, _ options: [String]) -> Call {
        guard let questions = tool.parameters["questions"] else {
            return call(tool, [("question", .string(question)), ("choices", .array(options.map(JSONValue.string)))])
        }
        let described: [JSONValue] = options.map { ["label": .string($0), "description": .string($0)] }
        let all: [String: JSONValue] = [
            "id": "question", "header": "Question", "question": .string(question), "options": .array(described),
            "multiSelect": false,
        ]
        let known = questions["items"]?.properties?.members ?? all
        return call(tool, ["questions": [.object(all.filter { known[$0.key] != nil })]])
    }

    private func tool(_ verb: Verb) -> Tool? { tools.first { Verb.of($0) == verb } }

    private func nothingFits(_ what: String) -> BadScript {
        let names = tools.map(\.name).joined(separator: ", ")
        return BadScript("the agent offers no tool for \(what), only: \(names)")
    }

    private func call(_ tool: Tool, _ input: JSONValue) -> Call {
        Call(id: CallID.make(turn: turn), tool: tool.name, input: input, namespace: tool.namespace)
    }

    /// Of all names that agents have for a parameter, those that this tool has.
    private func call(_ tool: Tool, _ parameters: [(String, JSONValue)]) -> Call {
        let known = parameters.filter { tool.parameters[$0.0] != nil }
        return call(tool, .object(Dictionary(known) { first, _ in first }))
    }

    private func call(_ tool: Tool, patch verb: String, _ path: String, _ lines: String) -> Call {
        let patch = "*** Begin Patch\n*** \(verb) File: \(path)\n\(lines)*** End Patch\n"
        return call(tool, tool.takesText ? .string(patch) : ["input": .string(patch)])
    }

    private static func paths(_ path: String) -> [(String, JSONValue)] {
        ["file_path", "path", "target_file"].map { ($0, .string(path)) }
    }

    private static func lines(_ text: String, _ sign: String) -> String {
        let body = text.hasSuffix("\n") ? text.dropLast() : text[...]
        return body.split(separator: "\n", omittingEmptySubsequences: false).map { "\(sign)\($0)\n" }.joined()
    }

    private static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
