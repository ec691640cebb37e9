import Domain

extension Reading {
    func harness(_ value: Value) -> String? {
        guard let text = value.text else {
            expected("the name of a harness", at: value)
            return nil
        }
        if Agent.Harness.names.contains(text) { return text }
        let known = "write one of \(Agent.Harness.names.joined(separator: ", "))"
        let near = Spelling.nearest(to: text, among: Agent.Harness.names)
        report(value, "there is no harness \(quoted(text))", near.map { "did you mean `\($0)`?" } ?? known)
        return nil
    }

    func approver(_ value: Value) -> Agent.Approver? {
        switch value.text {
        case "person": .person
        case "policy": .policy
        case "manager": .manager
        default: name(value, "agent").map { .agent(Agent.ID(name: $0)) }
        }
    }

    func approved(_ value: Value) -> Set<AgentRequest.Kind> {
        let kinds = ["edit", "execute", "read", "fetch", "other"]
        let items = items(value, expecting: "a list of kinds of requests") ?? []
        return Set(items.compactMap { choice($0, among: kinds).flatMap(AgentRequest.Kind.init) })
    }

    /// Models, each a name or a map that also names another harness.
    func alternatives(_ value: Value) -> [Agent.Alternative] {
        guard let items = items(value, expecting: "a list of models") else { return [] }
        if items.count > 8 { report(value, "expected at most 8 alternatives, found \(items.count)") }
        return items.prefix(8).compactMap { item in
            guard case .mapping = item.node else {
                return line(item).map { Agent.Alternative(model: $0) }
            }
            var alternative = Agent.Alternative.blank
            section(item, Key<Agent.Alternative>.alternative, "an alternative", into: &alternative)
            return alternative
        }
    }

    /// Names of skills, each once.
    func skills(_ value: Value) -> [String] {
        guard let items = items(value, expecting: "a list of names of skills") else { return [] }
        if items.count > 50 { report(value, "expected at most 50 skills, found \(items.count)") }
        var found: [String] = []
        for item in items.prefix(50) {
            guard let name = line(item) else { continue }
            if let fault = Skill.fault(ofName: name) {
                report(item, "\(quoted(name)) cannot be the name of a skill: \(fault)", "name a folder of `skills/`")
            } else if found.contains(name) {
                report(item, "\(name) is named twice", "remove one of them")
            } else {
                found.append(name)
            }
        }
        return found
    }

    func environment(_ value: Value) -> [String: String] {
        guard let pairs = pairs(value, expecting: "a map of variables") else { return [:] }
        var found: [String: String] = [:]
        for (name, child) in pairs where check(variable: name, at: child) {
            if let text = child.text == "" ? "" : text(child, limit: TextLimits.word) { found[name] = text }
        }
        return found
    }

    func variables(_ value: Value) -> [String] {
        guard let items = items(value, expecting: "a list of names of variables") else { return [] }
        return items.compactMap { item in
            guard let name = line(item), check(variable: name, at: item) else { return nil }
            return name
        }
    }

    private func check(variable name: String, at value: Value) -> Bool {
        let first = name.unicodeScalars.first.map { $0 == "_" || isLetter($0) } ?? false
        let rest = name.unicodeScalars.allSatisfy { $0 == "_" || isLetter($0) || ("0"..."9").contains($0) }
        guard first && rest && name.utf8.count <= TextLimits.line else {
            report(value, "\(quoted(name)) cannot be the name of a variable", "use A-Z, a-z, 0-9 and `_`")
            return false
        }
        guard !name.hasPrefix("SKEIN_") else {
            report(value, "\(name) is set by Skein itself", "choose another name")
            return false
        }
        return true
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }
}

extension Agent.Alternative: Draft {
    static var blank: Agent.Alternative { Agent.Alternative(model: nil) }
}

extension Key<Agent.Alternative> {
    /// The keys of an item of `fallback` that is written as a map.
    static let alternative: [Key] = [
        Key("harness", page("the agent's own", "harness: codex", "Another harness than the agent's.")) {
            value, target, reading in
            target.harness = reading.harness(value)
        },
        Key("model", page("the harness's own", "model: gpt-5.5", "The model to use.")) { value, target, reading in
            target.model = reading.line(value)
        },
    ]

    private static func page(_ standard: String, _ example: String, _ meaning: String) -> KeyPage {
        KeyPage(
            type: "a text", standard: standard, bounds: "one line, 1 to \(TextLimits.line) bytes", example: example,
            meaning: meaning)
    }
}
