import Domain
import Orchestration
import Storage

/// The files of the state folder, as they were found.
struct FilesSeen: Sendable {
    private let runs: [String]
    private let worktrees: [String]
    private let archives: [String]
    private let backups: [String]
    private let hasRestore: Bool

    init(_ state: StateFolder) {
        runs = DurableFiles.names(in: state.runs)
        worktrees = DurableFiles.names(in: state.worktrees)
        archives = DurableFiles.names(in: state.journal)
        backups = DurableFiles.names(in: state.backups)
        hasRestore = DurableFiles.exists(state.restore)
    }

    /// Files that nothing refers to, and files that are missing.
    func findings(_ facts: Facts, _ state: StateFolder) -> [Finding] {
        let strayRuns = runs.filter { !facts.runs.contains($0) }.map { name in
            orphan("\(state.runs)/\(name)", "No run \(name) is known")
        }
        let strayTrees = worktrees.filter { !facts.tickets.contains(Self.ticket(of: $0)) }.map { name in
            orphan("\(state.worktrees)/\(name)", "No ticket of this worktree is known")
        }
        return strayRuns + strayTrees + strayArchives(facts, state) + leftovers(state)
    }

    /// `T-1`, `T-1.keeper`, `.T-1.new` and the like belong to the same ticket.
    private static func ticket(of name: String) -> String {
        String(name.drop { $0 == "." }.prefix { $0 != "." })
    }

    private func strayArchives(_ facts: Facts, _ state: StateFolder) -> [Finding] {
        let known = Set(facts.archives.map(\.name))
        // The next one may have been written by an archiving that was interrupted: it is written again.
        let next = "entries-\((facts.archives.last?.last ?? 0) + 1)-"
        return archives.filter { !known.contains($0) && !$0.hasPrefix(next) }.map { name in
            orphan("\(state.journal)/\(name)", "The journal knows no such archive")
        }
    }

    private func leftovers(_ state: StateFolder) -> [Finding] {
        let partial = backups.filter { $0.contains(".part-") }.map { name in
            orphan("\(state.backups)/\(name)", "It was to become a backup and never did")
        }
        guard hasRestore else { return partial }
        let advice = "Start the server or call skein restore again: either finishes it, or clears it away."
        return partial + [Finding(state.restore, "A restore was interrupted.", advice: advice)]
    }

    private func orphan(_ path: String, _ why: String) -> Finding {
        Finding(path, "\(why).", advice: "Look at it, then move it away or delete it: nothing refers to it.")
    }
}
