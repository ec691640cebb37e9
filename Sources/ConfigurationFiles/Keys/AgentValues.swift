import Domain

extension Reading {
    /// `command` is the only one so far; the others are named so that nobody searches for a typing mistake.
    func harness(_ value: Value) {
        if value.text == "command" { return }
        if let text = value.text, ["claude", "codex", "acp", "model", "a2a"].contains(text) {
            return report(value, "the harness `\(text)` is not in this version yet", "write `harness: command`")
        }
        report(value, "expected command, found \(value.found)", "write `harness: command`")
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
