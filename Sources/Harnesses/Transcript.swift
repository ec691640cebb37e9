import Wire

/// What was said in a run, for the index.
enum Transcript {
    /// Bytes of a piece: what is found in one is near the words that were looked for.
    private static let pieceSize = 4096

    /// Joins lines to pieces; a long one is cut.
    static func pieces(of lines: [String]) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for line in lines {
            var rest = line[...]
            while !rest.isEmpty {
                let part = rest.prefix(pieceSize)
                rest = rest.dropFirst(pieceSize)
                if !piece.isEmpty, piece.utf8.count + part.utf8.count > pieceSize {
                    pieces.append(piece)
                    piece = ""
                }
                piece += (piece.isEmpty ? "" : "\n") + part
            }
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }
}

extension RunEventBody {
    /// What the agent said or was told; nil for what it did.
    var spoken: String? {
        ["text", "said", "asked", "warning"].contains(type) ? text : nil
    }
}
