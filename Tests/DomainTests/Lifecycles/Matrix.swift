import Domain

/// What each command does to a record in each of its states.
struct Matrix<Subject: Sendable>: Sendable {
    /// A state that a record can be in.
    struct Column: Sendable {
        let name: String
        let record: Subject
    }

    /// A command with the circumstances it comes in.
    struct Line: Sendable {
        let name: String
        let decide: @Sendable (Subject) throws -> [Event]

        init(_ name: String, _ decide: @escaping @Sendable (Subject) throws -> [Event]) {
            self.name = name
            self.decide = decide
        }
    }

    let columns: [Column]
    let lines: [Line]
    /// The word of the state after the events of a decision.
    let stateAfter: @Sendable (Subject, [Event]) -> String
    let word: @Sendable (Subject) -> String

    enum Cell: Hashable {
        case events([String])
        case rejected(String)

        var text: String {
            switch self {
            case .events([]): "nothing"
            case .events(let names): names.joined(separator: "<br>")
            case .rejected(let code): "*\(code)*"
            }
        }
    }

    func cell(_ line: Line, _ column: Column) -> Cell {
        do {
            return .events(try line.decide(column.record).map(\.name))
        } catch {
            return .rejected((error as? Rejection)?.code.rawValue ?? "\(error)")
        }
    }

    /// The matrix as a table of Markdown: a row for each command, a column for each state.
    var table: String {
        let header = "| command | " + columns.map(\.name).joined(separator: " | ") + " |\n"
        let rule = "|---" + columns.map { _ in "|---" }.joined() + "|\n"
        let rows = lines.map { line in
            "| \(line.name) | " + columns.map { cell(line, $0).text }.joined(separator: " | ") + " |\n"
        }
        return header + rule + rows.joined()
    }

    /// The transitions that the matrix contains, as a diagram of Mermaid.
    func diagram(from beginnings: [String], to endings: [String]) -> String {
        var edges: [String: [String]] = [:]
        var order: [String] = []
        for column in columns {
            for line in lines {
                guard let events = try? line.decide(column.record) else { continue }  // rejected: no transition
                let after = stateAfter(column.record, events)
                if after == word(column.record) { continue }
                let edge = "\(word(column.record)) --> \(after)"
                if edges[edge] == nil { order.append(edge) }
                if edges[edge]?.contains(line.name) != true { edges[edge, default: []].append(line.name) }
            }
        }
        let first = beginnings.map { "    [*] --> \($0)" }
        let middle = order.map { "    \($0): \((edges[$0] ?? []).joined(separator: ", "))" }
        let last = endings.map { "    \($0) --> [*]" }
        return "```mermaid\nstateDiagram-v2\n" + (first + middle + last).joined(separator: "\n") + "\n```\n"
    }
}
