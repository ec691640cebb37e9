import Domain

extension Reading {
    /// A program and its arguments: a list of words, or one text that is split into words.
    func command(_ value: Value) -> [String]? {
        if value.text != nil { return splitCommand(value) }
        guard case .sequence = value.node else {
            expected("a program and its arguments", at: value)
            return nil
        }
        return texts(value).flatMap { checkProgram($0, value) }
    }

    private func splitCommand(_ value: Value) -> [String]? {
        guard let text = value.text, !text.utf8.contains(0), text.utf8.count <= TextLimits.word else {
            report(value, "expected a command of at most \(TextLimits.word) bytes without a NUL character")
            return nil
        }
        do throws(WordList.Problem) {
            return checkProgram(try WordList.split(text), value)
        } catch {
            report(error, in: text, value)
            return nil
        }
    }

    private func report(_ problem: WordList.Problem, in text: String, _ value: Value) {
        switch problem {
        case .openQuote(let quote):
            report(value, "the command \(quoted(text)) ends inside `\(quote)`", "close the quote")
        case .shellOnly(let sign):
            report(
                value, "`\(sign)` in \(quoted(text)) means something to a shell only, and no shell runs this",
                "quote it, or write `[sh, -c, \(quoted(text))]`")
        }
    }

    private func checkProgram(_ words: [String], _ value: Value) -> [String]? {
        if let program = words.first, !program.isEmpty { return words }
        report(value, "the command is empty")
        return nil
    }

    /// A list of texts; an item may be empty only behind the first.
    func texts(_ value: Value) -> [String]? {
        guard let items = items(value, expecting: "a list of texts") else { return nil }
        guard items.count <= TextLimits.items else {
            report(value, "expected at most \(TextLimits.items) items, found \(items.count)")
            return nil
        }
        let read = items.compactMap { $0.text == "" ? "" : text($0) }
        return read.count == items.count ? read : nil
    }

    /// A list of names of projects or agents, each once.
    func names(_ value: Value, _ noun: String) -> [String]? {
        guard let items = items(value, expecting: "a list of names of \(noun)s") else { return nil }
        var found: [String] = []
        for item in items {
            guard let name = name(item, noun) else { continue }
            if found.contains(name) { report(item, "\(name) is named twice", "remove one of them") }
            found.append(name)
        }
        return found.count == items.count ? found : nil
    }

    func name(_ value: Value, _ noun: String) -> String? {
        guard let text = value.text else {
            expected("the name of \(noun.article)", at: value)
            return nil
        }
        return check(name: text, noun, at: value.place) ? text : nil
    }

    /// Reports a name that cannot be one, with the nearest that could.
    func check(name: String, _ noun: String, at place: Place) -> Bool {
        if Project.ID.isValid(name) { return true }
        let near = String(name.lowercased().map { $0 == " " || $0 == "." ? "-" : $0 })
        let advice = Project.ID.isValid(near) ? "write `\(near)`" : "choose another name"
        report(
            at: place,
            "\(quoted(name)) cannot be the name of \(noun.article): "
                + "a name is 1 to 40 of a-z, 0-9, `-` and `_`, and does not begin with `-`", advice)
        return false
    }
}

extension String {
    /// The noun with its article: `an agent`, `a project`.
    var article: String { (first.map { "aeiou".contains($0) } == true ? "an " : "a ") + self }
}
