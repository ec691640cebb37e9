import Foundation
import Processes
import Testing

@Suite struct LineReaderTests {
    /// A log that grows by what the body writes.
    private func withLog(limit: Int = 8, _ body: (inout LineReader, (String) throws -> Void) throws -> Void) throws {
        let path = "/tmp/skein-log-\(UInt64.random(in: 0...UInt64.max))"
        defer { unlink(path) }
        var text = ""
        var reader = LineReader(path: path, limit: limit)
        try body(&reader) { more in
            text += more
            try Data(text.utf8).write(to: URL(filePath: path))
        }
    }

    private func line(_ text: String, cut: Bool = false) -> LogLine {
        LogLine(bytes: Array(text.utf8), isCut: cut)
    }

    @Test func onlyCompleteLinesAreDelivered() throws {
        try withLog { reader, write in
            try write("a\n\nbc\nre")
            #expect(try reader.next() == [line("a"), line(""), line("bc")])
            #expect(try reader.next() == nil)
            try write("st")
            #expect(try reader.next() == [])
            #expect(try reader.next(final: true) == [line("rest")])
            #expect(try reader.next(final: true) == nil)
        }
    }

    @Test func onlyNewlinesSplit() throws {
        try withLog { reader, write in
            try write("a\r\u{85}\u{2028}\n")
            #expect(try reader.next() == [line("a\r\u{85}\u{2028}")])
        }
    }

    @Test func aLineOfTheLimitIsWholeAndALongerOneIsCut() throws {
        try withLog { reader, write in
            try write("12345678\n123456789\nx\n")
            #expect(try reader.next() == [line("12345678"), line("12345678", cut: true), line("x")])
        }
    }

    @Test func anEndlessLineTakesNoMoreMemoryThanTheLimit() throws {
        try withLog { reader, write in
            for _ in 0..<10 {
                try write("yyyyy")
                #expect(try reader.next() == [])
            }
            try write("\nnext\n")
            #expect(try reader.next() == [line("yyyyyyyy", cut: true), line("next")])
        }
    }

    @Test func aLogOfManyPiecesIsWhole() throws {
        try withLog(limit: 4 << 20) { reader, write in
            let long = String(repeating: "z", count: 3 << 20)
            try write("first\n\(long)\nlast\n")
            var lines: [LogLine] = []
            while let more = try reader.next() { lines += more }
            #expect(lines == [line("first"), line(long), line("last")])
        }
    }

    @Test func aMissingLogHasNoLinesAndAFolderIsAFailure() throws {
        var missing = LineReader(path: "/tmp/no-such-log")
        #expect(try missing.next(final: true) == nil)
        var folder = LineReader(path: "/tmp")
        #expect(throws: ProcessFailure.self) { try folder.next() }
    }
}
