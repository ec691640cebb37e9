/// Rows in columns as wide as their widest cell; the last column is free.
struct Table {
    let text: String

    /// - Parameter width: columns of the terminal: longer lines are cut; nil cuts nothing.
    init(_ head: [String], _ rows: [[String]], width: Int? = Columns.ofTerminal) {
        let cells = [head] + rows.map { $0.map(Self.cell) }
        let widths = head.indices.map { column in cells.map { Columns.count($0[column]) }.max() ?? 0 }
        text = cells.map { row in
            let line = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : Columns.pad(cell, to: widths[column])
            }.joined(separator: "  ")
            return width.map { Columns.cut(line, to: $0) } ?? line
        }.joined(separator: "\n")
    }

    /// The first line of a text, without anything that would move the cursor.
    private static func cell(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        return Text.plain(line).replacing("\t", with: " ")
    }
}
