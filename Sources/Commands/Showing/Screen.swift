import Foundation
import Synchronization
import Wire

/// Standard output: lines that stay, and on a terminal a block below them that is drawn anew.
final class Screen: Sendable {
    /// Whether there is a block at all; without one, only lines are printed.
    let isLive: Bool
    /// Whether it is standard error that is written to, because standard output carries the result.
    private let isBeside: Bool
    private let block = Mutex<[String]>([])

    init(isLive: Bool, isBeside: Bool = false) {
        self.isLive = isLive
        self.isBeside = isBeside
    }

    /// Prints a line that stays.
    func add(_ line: String) {
        block.withLock { block in
            let shown = isLive ? block.map { $0 + "\n" }.joined() : ""
            write(erasure(of: block) + line + "\n" + shown)
        }
    }

    /// Draws what runs now; nothing is written when that is what stands there.
    func show(_ board: BoardBody) {
        block.withLock { block in
            let next = lines(board)
            if next == block { return }
            write(erasure(of: block) + next.map { $0 + "\n" }.joined())
            block = next
        }
    }

    func clear() {
        block.withLock { block in
            write(erasure(of: block))
            block = []
        }
    }

    private func lines(_ board: BoardBody) -> [String] {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let width = (Columns.ofTerminal ?? 101) - 1
        let titleWidth = min(52, width / 2)
        let runs = board.runs.map { run in
            let age = Text.elapsed(milliseconds: now - run.startedAt)
            let title = "  \(run.agent) on \(run.ticket) \(run.ticketTitle)"
            let head = Columns.pad(Columns.cut(Text.plain(title), to: titleWidth), to: titleWidth)
            return "\(head) \(age)  \(run.lastLines.last ?? run.state)"
        }
        let queue = board.queue.filter { $0.endedAt == nil }.map { "  \($0.id) of \($0.ticket): \($0.note)" }
        let counts = ["todo", "in_progress", "merging", "blocked", "done"].compactMap { state in
            board.counts[state].map { "\($0) \(state)" }
        }
        // A block that is higher than the terminal could not be erased again.
        let height = max(2, (Columns.lines ?? 24) - 2)
        return ([counts.joined(separator: " · ")] + runs + queue).prefix(height).map {
            Columns.cut(Text.plain($0).replacing("\t", with: " ").replacing("\n", with: " "), to: width)
        }
    }

    /// In one write with what follows, so that nobody sees the gap.
    private func erasure(of block: [String]) -> String {
        block.isEmpty ? "" : "\u{1B}[\(block.count)A\u{1B}[J"
    }

    private func write(_ text: String) {
        if text.isEmpty { return }
        if isBeside { remark(text, terminator: "") } else { say(text, terminator: "") }
    }
}
