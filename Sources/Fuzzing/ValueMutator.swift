import TestKit
import Wire

/// Makes a message wrong in one place and leaves it JSON.
struct ValueMutator {
    let corpus: Corpus

    /// The value with one member or item changed, somewhere inside.
    func mutate(_ value: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
        switch value {
        case .object(var members) where !members.isEmpty && !generator.happens(onceIn: 8):
            let name = generator.pick(members.keys.sorted())
            let inner = members[name] ?? .null
            if inner.isContainer && generator.below(3) > 0 {
                members[name] = mutate(inner, &generator)
            } else {
                change(&members, name, &generator)
            }
            return .object(members)
        case .array(var items) where !items.isEmpty && !generator.happens(onceIn: 8):
            let place = generator.below(items.count)
            if items[place].isContainer && generator.below(3) > 0 {
                items[place] = mutate(items[place], &generator)
            } else {
                change(&items, place, &generator)
            }
            return .array(items)
        default: return other(than: value, &generator)
        }
    }

    private func change(_ members: inout [String: JSONValue], _ name: String, _ generator: inout SeededGenerator) {
        let old = members[name] ?? .null
        switch generator.below(6) {
        case 0: members[name] = nil
        case 1: members[name + "_"] = old
        case 2:
            members[name] = nil
            members[generator.pick(members.keys.sorted() + ["id", "type", "params", "result", "error"])] = old
        case 3: members.merge(generator.pick(corpus.lines).members ?? [:]) { mine, _ in mine }
        default: members[name] = other(than: old, &generator)
        }
    }

    private func change(_ items: inout [JSONValue], _ place: Int, _ generator: inout SeededGenerator) {
        switch generator.below(5) {
        case 0: items.remove(at: place)
        case 1: items.insert(items[place], at: place)
        case 2: items.swapAt(place, generator.below(items.count))
        case 3 where generator.happens(onceIn: 20): items = Array(repeating: items[place], count: 2000)
        default: items[place] = other(than: items[place], &generator)
        }
    }

    /// Something else in the place of a value: of another kind, or far too much of the same.
    private func other(than value: JSONValue, _ generator: inout SeededGenerator) -> JSONValue {
        switch generator.below(9) {
        case 0: .null
        case 1: .bool(generator.happens(onceIn: 2))
        case 2: .integer(generator.pick(Self.integers))
        case 3: .number(generator.pick(Self.numbers))
        case 4: .string(HostileText.any(&generator))
        case 5: [value]
        case 6: ["id": value, "text": value, "type": value]
        case 7: generator.pick(corpus.lines)
        default: value.text.map { .string(HostileText.spoilt($0, &generator)) } ?? [:]
        }
    }

    static let integers: [Int64] = [
        0, 1, -1, 2, 3, 99, 100, 101, 400, 401, 429, 500, 529, -32000, -32602, 1 << 31, 1 << 50, 1 << 53, 1_790_000_000,
        .max, .min, .max - 1,
    ]
    static let numbers: [Double] = [0.5, -0.0, 1e18, 1e19, -1e19, 1e300, 1e-300, 0.1, 429.5, 9.2e18]
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        case .null, .bool, .integer, .number, .string: false
        }
    }
}

/// Texts that programs stumble over.
enum HostileText {
    static func any(_ generator: inout SeededGenerator) -> String {
        let size = generator.happens(onceIn: 60) ? 200_000 : generator.below(40)
        return String(repeating: generator.pick(pieces), count: size)
    }

    /// The text with a digit, a piece or its length changed.
    static func spoilt(_ text: String, _ generator: inout SeededGenerator) -> String {
        switch generator.below(4) {
        case 0: text + generator.pick(pieces)
        case 1: String(text.prefix(generator.below(text.count + 1)))
        case 2: String(text.map { $0.isNumber ? generator.pick(["0", "3", "9", "x"]) : $0 })
        default: generator.pick(pieces) + text
        }
    }

    private static let pieces = [
        "", "a", "1", "9", "/", "1/", "\n", "\r\n", " ", "\u{0}", "\u{1b}[2J", "\u{feff}", "é", "e\u{301}", "\u{301}",
        "\u{1f469}\u{200d}\u{1f467}", "\u{202e}", "\\", "\"", "{", "[", "%s", "../", "status 429 ", "HTTP 500 ",
        "(503)", "rate limit ",
        "retry after 9999999 s", "You've hit your ", "limit", "usage limit reached|9999999999",
        "resets Feb 31, 3pm (UTC) ", "resets 3pm (Europe/Berlin)", "resets Dec 99, 9999, 12:99am (A/B) ",
        "⏩ Steer queued", "API call failed after ", "skein-1", "allow_once", "context window ",
    ]
}
