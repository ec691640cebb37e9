import Testing

@testable import APIClient

@Suite struct EventParserTests {
    private static let text = """
        retry: 1000

        id: 7
        event: journal
        data: {"a": 1}

        : still here

        event: output
        data: one
        data:two
        data:  three ü

        id: 8
        data: the last

        data: never ended
        """
    private static let events = [
        ServerEvent(id: "7", name: "journal", data: "{\"a\": 1}"),
        ServerEvent(id: nil, name: "output", data: "one\ntwo\n three ü"),
        ServerEvent(id: "8", name: "message", data: "the last"),
    ]

    @Test func anyChunkingGivesTheSameEvents() throws {
        let bytes = Array(Self.text.utf8)
        for size in 1...bytes.count {
            var parser = EventParser()
            var found: [ServerEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                found += try parser.feed(bytes[start..<min(start + size, bytes.count)])
            }
            #expect(found == Self.events, "chunks of \(size) bytes")
        }
    }

    @Test func bytesThatAreNoTextAreReplaced() throws {
        var parser = EventParser()
        #expect(try parser.feed(Array("data: ".utf8) + [0xff, 0x0a, 0x0a]).map(\.data) == ["\u{fffd}"])
    }

    @Test func aLineWithoutAnEndIsRefused() throws {
        var parser = EventParser()
        let part = Array(repeating: UInt8(ascii: "x"), count: EventParser.limit)
        #expect(try parser.feed(part).isEmpty)
        #expect(throws: Unreachable.self) { try parser.feed(part.prefix(1)) }
    }
}
