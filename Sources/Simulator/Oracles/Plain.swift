/// A value of JSON, read by the oracles' own parser: what they judge must not be decoded by the code that they judge.
indirect enum Plain: Hashable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([Plain])
    case object([String: Plain])

    subscript(name: String) -> Plain {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var text: String? { if case .text(let text) = self { text } else { nil } }
    var number: Int64? { if case .number(let number) = self { number } else { nil } }
    var list: [Plain] { if case .list(let list) = self { list } else { [] } }
    var isTrue: Bool { self == .bool(true) }
    var names: [String] { if case .object(let members) = self { Array(members.keys) } else { [] } }

    /// Nil when the bytes are no JSON text.
    init?(_ text: String) {
        var reader = PlainReader(bytes: Array(text.utf8))
        guard let value = reader.value() else { return nil }
        self = value
    }
}

/// Reads the JSON that a coder writes; fractions are cut off, escapes of other planes are not put together.
private struct PlainReader {
    let bytes: [UInt8]
    var place = 0

    private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    mutating func value() -> Plain? {
        switch next {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return list()
        case UInt8(ascii: "\""): return string().map(Plain.text)
        case UInt8(ascii: "t"): return word(4, .bool(true))
        case UInt8(ascii: "f"): return word(5, .bool(false))
        case UInt8(ascii: "n"): return word(4, .null)
        default: return number()
        }
    }

    private mutating func word(_ length: Int, _ value: Plain) -> Plain {
        place += length
        return value
    }

    private mutating func number() -> Plain? {
        let start = place
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        if next == UInt8(ascii: "-") { place += 1 }
        while digits.contains(next) { place += 1 }
        let whole = Int64(String(decoding: bytes[start..<place], as: UTF8.self))
        while digits.contains(next) || [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "-")].contains(next) {
            place += 1
        }
        return whole.map(Plain.number)
    }

    private mutating func string() -> String? {
        place += 1
        var found: [UInt8] = []
        while place < bytes.count, next != UInt8(ascii: "\"") {
            if next == UInt8(ascii: "\\") {
                place += 1
                if next == UInt8(ascii: "u") { place += 4 }
                found.append(next == UInt8(ascii: "n") ? UInt8(ascii: "\n") : next)
            } else {
                found.append(next)
            }
            place += 1
        }
        guard place < bytes.count else { return nil }
        place += 1
        return String(decoding: found, as: UTF8.self)
    }

    private mutating func list() -> Plain? {
        var found: [Plain] = []
        place += 1
        while next != UInt8(ascii: "]") {
            guard let value = value() else { return nil }
            found.append(value)
            if next == UInt8(ascii: ",") { place += 1 }
        }
        place += 1
        return .list(found)
    }

    private mutating func object() -> Plain? {
        var found: [String: Plain] = [:]
        place += 1
        while next != UInt8(ascii: "}") {
            guard next == UInt8(ascii: "\""), let name = string(), next == UInt8(ascii: ":") else { return nil }
            place += 1
            guard let value = value() else { return nil }
            found[name] = value
            if next == UInt8(ascii: ",") { place += 1 }
        }
        place += 1
        return .object(found)
    }
}
