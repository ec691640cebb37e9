/// Rows in columns as wide as their widest cell; the last column is free.
struct Table {
    let text: String

    init(_ head: [String], _ rows: [[String]]) {
        let cells = [head] + rows.map { $0.map { $0.split(separator: "\n").first.map(String.init) ?? "" } }
        let widths = head.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        text = cells.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
