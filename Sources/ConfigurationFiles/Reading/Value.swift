import Yams

/// A value in a file together with what an error about it must say.
struct Value {
    let node: Node
    let place: Place
    /// A line that would be right, such as `maxRuns: 4`.
    let example: String

    /// The text of a scalar that is not nothing, taken as it is written: `no` is the text "no", `1.0` is "1.0".
    var text: String? {
        guard case .scalar(let scalar) = node, !isNothing else { return nil }
        return scalar.string
    }

    /// The text when it carries no quotes, so that `4` and `"4"` can be told apart.
    var bare: String? {
        guard case .scalar(let scalar) = node, scalar.style == .plain, !isNothing else { return nil }
        return scalar.string
    }

    var isNothing: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What stands there, for a sentence.
    var found: String {
        switch node {
        case .mapping: return "a map"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            if isNothing { return "nothing" }
            if let bare, Double(bare) != nil { return "the number \(shown(bare))" }
            if let bare, bare == "true" || bare == "false" { return bare }
            return "the text \(quoted(scalar.string))"
        }
    }

    /// The same value for a narrower complaint.
    func child(_ node: Node, key: String, mark: Mark?) -> Value {
        let path = [place.key, key].compactMap { $0 }.joined(separator: ".")
        let place = Place(file: place.file, line: mark?.line ?? place.line, column: mark?.column, key: path)
        return Value(node: node, place: place, example: example)
    }

    func showing(_ example: String) -> Value {
        Value(node: node, place: place, example: example)
    }
}

/// A text in double quotes as YAML reads it, short and without characters that steer terminals and web pages.
func quoted(_ text: String) -> String {
    let cut = String(text.prefix(60))
    let escaped = cut.unicodeScalars.map { scalar in
        switch scalar {
        case "\"", "\\": "\\\(scalar)"
        case "\n": "\\n"
        case "\t": "\\t"
        case _ where [.control, .format].contains(scalar.properties.generalCategory): hexadecimal(scalar)
        default: String(scalar)
        }
    }
    return "\"\(escaped.joined())\(cut.count < text.count ? "…" : "")\""
}

/// A character as YAML escapes it: `\U0000001B`.
func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
}

/// A text as it is when that is harmless, in quotes otherwise.
func shown(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") }
    return isPlain && (1...60).contains(text.utf8.count) ? text : quoted(text)
}
