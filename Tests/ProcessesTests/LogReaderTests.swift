import Foundation
import Processes
import Testing

@Suite struct LogReaderTests {
    private func withLog(_ text: String, limit: Int = 8, _ body: (LogReader) throws -> Void) throws {
        let path = "/tmp/skein-log-\(UInt64.random(in: 0...UInt64.max))"
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { unlink(path) }
        try body(LogReader(path: path, lineLimit: limit))
    }

    private func line(_ text: String, _ end: Int64, cut: Bool = false) -> LogLine {
        LogLine(bytes: Array(text.utf8), end: end, isCut: cut)
    }

    @Test func onlyCompleteLinesAreDelivered() throws {
        try withLog("a\n\nbc\nrest") { reader in
            let page = try reader.lines(after: 0, atMost: 100)
            #expect(page.lines == [line("a", 2), line("", 3), line("bc", 6)] && page.next == 6)
            let again = try reader.lines(after: page.next, atMost: 100)
            #expect(again.lines.isEmpty && again.next == 6)
            let final = try reader.lines(after: page.next, atMost: 100, final: true)
            #expect(final.lines == [line("rest", 10)] && final.next == 10)
            let end = try reader.lines(after: 10, atMost: 100, final: true)
            #expect(end.lines.isEmpty && end.next == 10)
        }
    }

    @Test func onlyNewlinesSplit() throws {
        try withLog("a\r\u{85}\u{2028}\n") { reader in
            let page = try reader.lines(after: 0, atMost: 100)
            #expect(page.lines == [line("a\r\u{85}\u{2028}", 8)])
        }
    }

    @Test func aLineOfTheLimitIsWholeAndALongerOneIsCut() throws {
        try withLog("12345678\n123456789\nx\n") { reader in
            let page = try reader.lines(after: 0, atMost: 100)
            #expect(page.lines == [line("12345678", 9), line("12345678", 19, cut: true), line("x", 21)])
        }
    }

    @Test func anEndlessLineIsDeliveredOnceAndItsRestIsSkipped() throws {
        try withLog(String(repeating: "y", count: 50)) { reader in
            let page = try reader.lines(after: 0, atMost: 20)
            #expect(page.lines == [line("yyyyyyyy", 20, cut: true)] && page.next == 20)
            let more = try reader.lines(after: 20, atMost: 20)
            #expect(more.lines.isEmpty && more.next == 40)
            let final = try reader.lines(after: 40, atMost: 20, final: true)
            #expect(final.lines.isEmpty && final.next == 50)
        }
        try withLog(String(repeating: "y", count: 50) + "\nnext\n") { reader in
            let page = try reader.lines(after: 20, atMost: 100)
            #expect(page.lines == [line("next", 56)])
        }
    }

    @Test func everyPageSizeGivesTheSameLines() throws {
        let text = (0..<40).map { String(repeating: "z", count: $0 % 13) + "\n" }.joined() + "tail"
        try withLog(text) { reader in
            let whole = try reader.lines(after: 0, atMost: 10_000, final: true).lines
            for size in [0, 1, 2, 9, 10, 33, 100] {
                var (offset, lines) = (Int64(0), [LogLine]())
                while offset < Int64(text.utf8.count) {
                    let page = try reader.lines(after: offset, atMost: size, final: true)
                    #expect(page.next > offset)
                    lines += page.lines
                    offset = page.next
                }
                #expect(lines.map(\.bytes) == whole.map(\.bytes) && lines.map(\.isCut) == whole.map(\.isCut))
            }
        }
    }

    @Test func aMissingLogHasNoLinesAndAShorterOneIsAFailure() throws {
        let missing = try LogReader(path: "/tmp/no-such-log").lines(after: 0, atMost: 10)
        #expect(missing.lines.isEmpty && missing.next == 0)
        try withLog("abc\n") { reader in
            #expect(throws: ProcessFailure.self) { try reader.lines(after: 5, atMost: 10) }
            #expect(throws: ProcessFailure.self) { try reader.lines(after: -1, atMost: 10) }
        }
    }
}
