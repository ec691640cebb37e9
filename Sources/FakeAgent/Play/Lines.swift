import Foundation
import Glibc
import Wire

/// The lines that the client sends.
final class Input {
    private let home: Home
    private var partial: [UInt8] = []
    private(set) var isOver = false

    init(_ home: Home) { self.home = home }

    /// The messages that come within so many milliseconds, or at once; -1 waits for them.
    func next(_ milliseconds: CInt) -> [JSONValue] {
        if isOver {
            usleep(UInt32(max(milliseconds, 10)) * 1000)
            return []
        }
        var waiting = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, milliseconds) > 0 else { return [] }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(0, &chunk, chunk.count)
        isOver = count <= 0
        if isOver && !partial.isEmpty { reject("the input ends within a line") }
        partial += chunk.prefix(max(count, 0))
        var messages: [JSONValue] = []
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(partial[..<end])
            partial.removeSubrange(...end)
            home.heard(line)
            guard let message = JSONValue(line), message.members != nil else {
                reject("not a message: \(String(decoding: line, as: UTF8.self))")
            }
            messages.append(message)
        }
        return messages
    }
}

/// The lines that go to the client.
enum Output {
    /// What stands for 32 MB, which take their time as JSON.
    static let filler = "<32 MB>"

    static func write(_ message: JSONValue) { write(message.line) }

    static func write(_ line: [UInt8]) {
        let bytes = line + [UInt8(ascii: "\n")]
        guard let place = bytes.firstRange(of: Array(filler.utf8)) else { return put(bytes) }
        put(Array(bytes[..<place.lowerBound]))
        let part = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<32 { put(part) }
        put(Array(bytes[place.upperBound...]))
    }

    private static func put(_ bytes: [UInt8]) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress! + done, bytes.count - done) }
            if count <= 0 { reject("nobody reads what it says") }
            done += count
        }
    }
}
