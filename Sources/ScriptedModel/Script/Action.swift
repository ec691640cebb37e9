import Wire

/// Something a turn does with a tool of the agent, whatever the agent calls that tool.
enum Action: Equatable, Sendable {
    case run(String)
    case read(path: String)
    case write(path: String, content: String)
    /// Writes the lines of what was said to the model that begin so: what it makes of what it was told.
    case quote(path: String, lines: String)
    case edit(path: String, old: String, new: String)
    case ask(question: String, options: [String])
    /// A tool by its name, or by the end of it after `__` as tools of MCP servers have it.
    case call(tool: String, input: JSONValue)

    init(_ value: JSONValue, place: String) throws(BadScript) {
        let verbs = ["run", "read", "write", "quote", "edit", "ask", "call"]
        let action = try Members(value, place: place, allowed: Set(verbs))
        guard let verb = action.names.first, action.names.count == 1, let what = action[verb] else {
            throw BadScript("\(place) must have exactly one of \(verbs.joined(separator: ", ")).")
        }
        let place = "\(place), \(verb)"
        switch verb {
        case "run": self = .run(try action.neededText("run"))
        case "read": self = .read(path: try action.neededText("read"))
        case "write":
            let members = try Members(what, place: place, allowed: ["path", "content"])
            self = .write(path: try members.neededText("path"), content: try members.neededText("content"))
        case "quote":
            let members = try Members(what, place: place, allowed: ["path", "lines"])
            self = .quote(path: try members.neededText("path"), lines: try members.neededText("lines"))
        case "edit":
            let members = try Members(what, place: place, allowed: ["path", "old", "new"])
            self = .edit(
                path: try members.neededText("path"), old: try members.neededText("old"),
                new: try members.neededText("new"))
        case "ask":
            let members = try Members(what, place: place, allowed: ["question", "options"])
            let options = try members.items("options") ?? ["Yes", "No"]
            self = .ask(question: try members.neededText("question"), options: options.compactMap(\.text))
        default:
            let members = try Members(what, place: place, allowed: ["tool", "input"])
            self = .call(tool: try members.neededText("tool"), input: members["input"] ?? [:])
        }
    }
}
