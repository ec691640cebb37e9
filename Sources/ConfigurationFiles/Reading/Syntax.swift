import Yams

/// Turns what the YAML parser says into an error that names the line and what to do.
struct Syntax {
    let file: String
    let text: String

    func error(_ error: YamlError) -> ConfigurationError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            broken(problem, at: mark)
        case .composer(_, let problem, let mark, _):
            composed(problem, at: mark)
        case .duplicatedKeysInMapping(let keys, let context):
            duplicate(keys.sorted().first ?? "", first: context.mark)
        case .reader(let problem, let offset, _, _):
            ConfigurationError(
                at: Place(file: file, line: offset.map(line(ofCharacter:))), "this is not YAML: \(problem)",
                "remove the control character from this line")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            ConfigurationError(at: Place(file: file), "this is not YAML: \(error)", "correct the file")
        }
    }

    private func broken(_ problem: String, at mark: Mark) -> ConfigurationError {
        if let line = tabLine(upTo: mark.line) {
            return ConfigurationError(
                at: Place(file: file, line: line, column: 1), "the line is indented with a tab",
                "YAML takes spaces only: indent with two spaces")
        }
        return ConfigurationError(
            at: place(mark), "this is not YAML: \(problem)",
            "look at this line and the one above it for indentation, a missing `:` or an open quote")
    }

    private func composed(_ problem: String, at mark: Mark) -> ConfigurationError {
        if problem.contains("another document") {
            return ConfigurationError(
                at: place(mark), "a second document begins here", "remove the line `---`: one file is one document")
        }
        return ConfigurationError(at: place(mark), "this is not YAML: \(problem)", "write the value out")
    }

    private func place(_ mark: Mark) -> Place {
        Place(file: file, line: mark.line, column: mark.column)
    }

    /// The line of a tab used as indentation, when it is the cause: on the line complained of, or just above.
    private func tabLine(upTo line: Int) -> Int? {
        let lines = lines
        return [line, line - 1].first { number in
            guard lines.indices.contains(number - 1) else { return false }
            return lines[number - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
        }
    }

    private var lines: [Substring] { text.split(omittingEmptySubsequences: false) { $0.isNewline } }

    private func line(ofCharacter offset: Int) -> Int { 1 + text.prefix(offset).count { $0.isNewline } }
}

extension Syntax {
    /// The parser names the first of the keys; a person looks for the second.
    private func duplicate(_ key: String, first: Mark) -> ConfigurationError {
        let again = second(key, after: first)
        let place = Place(file: file, line: again ?? first.line, column: first.column, key: shown(key))
        let problem =
            again == nil
            ? "the key is written more than once in the same map"
            : "the key is written again; it stands on line \(first.line) already"
        return ConfigurationError(at: place, problem, "keep one of them")
    }

    /// The next line that begins with the key in the same column, before the map ends.
    private func second(_ key: String, after first: Mark) -> Int? {
        let indentation = first.column - 1
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            let rest = line.drop { $0 == " " }
            if rest.isEmpty || rest.first == "#" { continue }
            let depth = line.count - rest.count
            if depth < indentation { return nil }
            let spellings = [key, "\"\(key)\"", "'\(key)'"]
            if depth == indentation, spellings.contains(where: { rest.hasPrefix($0 + ":") }) { return index + 1 }
        }
        return nil
    }
}
