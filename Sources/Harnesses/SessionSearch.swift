import Domain
import Orchestration
import Wire

/// Looks for words in what an agent did and said: letters of either case are the same.
struct SessionSearch {
    private let words: String
    /// The same as bytes, when they stand in a log as they are typed; nil when JSON would write them in another way.
    private let bytes: [UInt8]?

    init(_ text: String) {
        words = text.lowercased()
        let isPlain = words.utf8.allSatisfy { (0x20..<0x7f).contains($0) && !Array("\"\\".utf8).contains($0) }
        bytes = isPlain ? Array(words.utf8) : nil
    }

    /// What matches in the lines of a log, the latest first, at most `limit`.
    func matches(in log: [UInt8], limit: Int) -> [OutputMatch] {
        var found: [OutputMatch] = []
        for line in log.split(separator: UInt8(ascii: "\n")).reversed() where mayMatch(line) {
            guard let event = RunEventBody(line: line) else { continue }
            var renderer = ConversationLines()
            for text in renderer.lines(event) where text.lowercased().contains(words) {
                found.append(OutputMatch(at: Instant(milliseconds: event.at), line: String(text.prefix(400))))
                if found.count == limit { return found }
            }
        }
        return found
    }

    /// A quick look before a line is decoded: most lines do not match.
    private func mayMatch(_ line: ArraySlice<UInt8>) -> Bool {
        guard let bytes, let first = bytes.first else { return true }
        return line.withUnsafeBufferPointer { line in
            guard line.count >= bytes.count else { return false }
            for start in 0...(line.count - bytes.count) where lower(line[start]) == first {
                var length = 1
                while length < bytes.count, lower(line[start + length]) == bytes[length] { length += 1 }
                if length == bytes.count { return true }
            }
            return false
        }
    }

    private func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
}
