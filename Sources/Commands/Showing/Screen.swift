import Foundation
import Glibc
import Synchronization
import Wire

/// Standard output: lines that stay, and on a terminal a block below them that is drawn anew.
final class Screen: Sendable {
    /// Whether there is a block at all; without one, only lines are printed.
    let isLive: Bool
    private let block = Mutex<[String]>([])

    init(isLive: Bool) {
        self.isLive = isLive
    }

    /// Prints a line that stays.
    func add(_ line: String) {
        block.withLock { block in
            erase(block)
            write(line + "\n")
            write(block.map { $0 + "\n" }.joined())
        }
    }

    /// Draws what runs now.
    func show(_ board: BoardBody) {
        block.withLock { block in
            erase(block)
            block = lines(board)
            write(block.map { $0 + "\n" }.joined())
        }
    }

    func clear() {
        block.withLock { block in
            erase(block)
            block = []
        }
    }

    private func lines(_ board: BoardBody) -> [String] {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let width = Self.width
        let runs = board.runs.map { run in
            let age = Text.elapsed(milliseconds: now - run.startedAt)
            let head = "  \(run.agent) on \(run.ticket) \(run.ticketTitle)".padding(
                toLength: 52, withPad: " ", startingAt: 0)
            return "\(head) \(age)  \(run.lastLines.last ?? run.state)"
        }
        let queue = board.queue.filter { $0.endedAt == nil }.map { "  \($0.id) of \($0.ticket): \($0.note)" }
        let counts = ["todo", "in_progress", "merging", "blocked", "done"].compactMap { state in
            board.counts[state].map { "\($0) \(state)" }
        }
        return ([counts.joined(separator: " · ")] + runs + queue).map { String(Text.plain($0).prefix(width)) }
    }

    private func erase(_ block: [String]) {
        if !block.isEmpty { write("\u{1B}[\(block.count)A\u{1B}[J") }
    }

    private func write(_ text: String) {
        if !text.isEmpty { say(text, terminator: "") }
    }

    private static var width: Int {
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) - 1 : 100
    }
}
