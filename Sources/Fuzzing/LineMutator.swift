import TestKit
import Wire

/// Makes lines of an agent wrong, as JSON and as bytes.
struct LineMutator {
    let corpus: Corpus

    func mutate(_ message: JSONValue, _ generator: inout SeededGenerator) -> [UInt8] {
        let values = ValueMutator(corpus: corpus)
        switch generator.below(10) {
        case 0...4:
            var value = message
            for _ in 0...generator.below(3) { value = values.mutate(value, &generator) }
            return value.line
        case 5: return generator.pick(corpus.lines).line
        case 6: return spliced(message.line, &generator)
        case 7: return reworded(message.line, &generator)
        case 8: return generator.pick(Self.whole)
        default: return damaged(message.line, &generator)
        }
    }

    /// The beginning of one line and the end of another, or both whole.
    private func spliced(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let other = generator.pick(corpus.lines).line
        if generator.happens(onceIn: 3) { return line + other }
        return Array(line.prefix(generator.below(line.count)) + other.suffix(generator.below(other.count)))
    }

    /// Bytes flipped, cut off, put in or doubled.
    private func damaged(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var line = line
        for _ in 0...generator.below(4) where !line.isEmpty {
            let place = generator.below(line.count)
            switch generator.below(5) {
            case 0: line[place] ^= 1 << UInt8(generator.below(8))
            case 1: line[place] = UInt8(generator.below(256))
            case 2: line = Array(line.prefix(place))
            case 3: line.insert(contentsOf: generator.pick(Self.inserted), at: place)
            default: line.removeSubrange(place..<min(line.count, place + 1 + generator.below(16)))
            }
        }
        return line.map { $0 == 0x0a ? 0x20 : $0 }
    }

    /// A value put in place of another in the text, so that it is one which no JSON writer gives.
    private func reworded(_ line: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let colons = line.indices.filter { line[$0] == UInt8(ascii: ":") }
        guard !colons.isEmpty else { return line }
        let place = generator.pick(colons) + 1
        let end = line[place...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}")].contains($0) } ?? line.endIndex
        return Array(line[..<place]) + generator.pick(Self.values) + Array(line[end...])
    }

    private static let inserted: [[UInt8]] = [
        [0], [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], Array("\"".utf8),
        Array("\\".utf8),
        Array("{\"a\":".utf8), Array("]".utf8), Array("\"type\":1,".utf8), Array("\"id\":0,\"id\":\"0\",".utf8),
    ]

    private static let values = [
        "1e400", "-1e400", "18446744073709551615", "9223372036854775808", "-9223372036854775809", "NaN", "Infinity",
        "123456789012345678901234567890", "0.1e1", "01", "+1", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"",
        "\"\u{feff}\"", "{\"é\":1,\"e\\u0301\":2}", "{\"a\":1,\"a\":[]}", "{\"\":{}}", "[,]", "tru", "",
    ].map { Array($0.utf8) }

    private static let whole: [[UInt8]] =
        [
            "", " ", "null", "true", "0", "\"\"", "[]", "{}", "[{}]", "{\"type\":null}", "{\"id\":null,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":0}", "{\"method\":{}}", "\u{feff}{}", "data: {}", "Loading…\r",
        ].map { Array($0.utf8) } + [
            nested("[", "]", 500), nested("[", "]", 513), nested("{\"a\":", "}", 505), nested("[", "", 100_000),
            Array(repeating: 0x20, count: 100_000), Array(repeating: 0xff, count: 10_000),
        ]

    private static func nested(_ open: String, _ close: String, _ depth: Int) -> [UInt8] {
        Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
    }
}
