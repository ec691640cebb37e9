import Wire

/// One answer of a script.
struct Turn: Sendable {
    var thinking = ""
    var text = ""
    var actions: [Action] = []
    /// Nil: counted from the lengths of the request and the answer.
    var usage: Usage?
    /// How long the answer takes to begin.
    var delay = Duration.zero
    /// Each for its number of times, one after the other; then the answer.
    var faults: [Fault] = []

    /// What is answered where no script says what.
    static let standard = Turn(text: "Done.")

    init(text: String) { self.text = text }

    init(_ value: JSONValue, place: String) throws(BadScript) {
        let members = try Members(
            value, place: place, allowed: ["text", "thinking", "tools", "usage", "delayMs", "fault"])
        thinking = try members.text("thinking") ?? ""
        text = try members.text("text") ?? ""
        delay = .milliseconds(try members.count("delayMs") ?? 0)
        if let value = members["usage"] { usage = try Usage(value, place: "\(place), usage") }
        let tools = try members.items("tools") ?? []
        for (number, item) in tools.enumerated() {
            actions.append(try Action(item, place: "\(place), tool \(number)"))
        }
        guard let value = members["fault"] else { return }
        for item in value.items ?? [value] { faults.append(try Fault(item, place: "\(place), fault")) }
    }
}

/// The tokens that an answer says it took.
struct Usage: Equatable, Sendable {
    /// Read afresh: neither from the cache nor into it.
    var input = 0
    /// With those of the reasoning.
    var output = 0
    var cacheRead = 0
    var cacheWrite = 0
    var reasoning = 0

    var allInput: Int { input + cacheRead + cacheWrite }

    init(input: Int, output: Int) {
        self.input = input
        self.output = output
    }

    init(_ value: JSONValue, place: String) throws(BadScript) {
        let members = try Members(
            value, place: place, allowed: ["input", "output", "cacheRead", "cacheWrite", "reasoning"])
        input = try members.count("input") ?? 0
        output = try members.count("output") ?? 0
        cacheRead = try members.count("cacheRead") ?? 0
        cacheWrite = try members.count("cacheWrite") ?? 0
        reasoning = try members.count("reasoning") ?? 0
    }
}
