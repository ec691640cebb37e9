import Domain
import Foundation
import Orchestration

/// The moment of a restore: from the present state to the one that lies ready, whatever interrupts it.
///
/// Once `restore/ready.json` is on the disk the new state counts, and every step can be done again: whoever serves or
/// restores next finishes what was begun.
public struct Swap: Sendable {
    /// What is to be done, as it is written down.
    struct Plan: Codable, Hashable, Sendable {
        /// Where the present state goes, beside it in `.skein`.
        var aside: String
        /// Whether `skein.yaml` and `agents` of the backup are put in place.
        var isWithConfiguration: Bool
        /// Paths below `.skein` that go aside beside the database; nil: the whole state does.
        var only: [String]?

        /// A plan whose place for the present state is a new one.
        init(_ state: StateFolder, at now: Instant, isWithConfiguration: Bool, only: [String]?) {
            aside = DurableFiles.freeName(Swap.asidePrefix + now.stamp, in: state.path)
            self.isWithConfiguration = isWithConfiguration
            self.only = only
        }
    }

    private let state: StateFolder
    private let step: @Sendable (String) throws -> Void

    /// - Parameter step: called before each step, so that a test can end it there.
    init(_ state: StateFolder, step: @escaping @Sendable (String) throws -> Void = { _ in }) {
        self.state = state
        self.step = step
    }

    static func ready(_ state: StateFolder) -> String { "\(state.restore)/ready.json" }
    /// Where the new state lies.
    static func new(_ state: StateFolder) -> String { "\(state.restore)/new" }
    static func configuration(_ state: StateFolder) -> String { "\(state.restore)/configuration" }

    /// Finishes a restore that was interrupted after its decision; clears one away that was not decided.
    ///
    /// Whoever calls it holds the workspace's lock.
    ///
    /// - Returns: where the state from before is now; nil when nothing was under way.
    @discardableResult
    public static func finish(_ state: StateFolder) throws -> String? { try Swap(state).finish() }

    func finish() throws -> String? {
        guard DurableFiles.exists(Self.ready(state)) else {
            try DurableFiles.delete(state.restore)
            return nil
        }
        let bytes = try DurableFiles.bytes(of: Self.ready(state))
        let plan = try JSONDecoder().decode(Plan.self, from: Data(bytes))
        let aside = "\(state.path)/\(plan.aside)"
        try DurableFiles.makeFolder(aside)
        try moveAway(plan, to: aside)
        try moveIn(to: aside)
        if plan.isWithConfiguration { try putConfiguration() }
        try step("forget the plan")
        try DurableFiles.delete(Self.ready(state))
        try DurableFiles.sync(state.restore)
        try step("clear away")
        try DurableFiles.delete(state.restore)
        guard DurableFiles.names(in: aside).isEmpty else { return aside }
        try DurableFiles.delete(aside)
        return nil
    }

    /// All but what belongs to no state in particular, and but what `moveIn` replaces.
    private func moveAway(_ plan: Plan, to aside: String) throws {
        if let paths = plan.only {
            for path in paths { try moveAway(path, to: aside) }
            return
        }
        let stays: Set = ["lock", "token", ".gitignore", "server.json", "backups", "restore"]
        let replaced: Set = [StateFolder.databaseName, StateFolder.journalName]
        for name in DurableFiles.names(in: state.path)
        where !stays.contains(name) && !replaced.contains(name) && !name.hasPrefix(Self.asidePrefix) {
            try moveAway(name, to: aside)
        }
    }

    /// Moves what lies at a path below `.skein`, if anything does, beside what was moved from there before: an
    /// interrupted restore that is looked at can bring files of the database back.
    private func moveAway(_ path: String, to aside: String) throws {
        guard DurableFiles.exists("\(state.path)/\(path)") else { return }
        try step("move \(path) away")
        var (folder, names) = (aside, path.split(separator: "/").map(String.init))
        let last = names.removeLast()
        for name in names {
            folder += "/\(name)"
            try DurableFiles.makeFolder(folder)
        }
        try DurableFiles.move("\(state.path)/\(path)", to: "\(folder)/\(DurableFiles.freeName(last, in: folder))")
    }

    static let asidePrefix = "replaced-"

    /// The database comes last. A name that is gone from the new state has been put in place before.
    private func moveIn(to aside: String) throws {
        let new = Self.new(state)
        for log in ["-wal", "-shm"].map({ StateFolder.databaseName + $0 })
        where DurableFiles.exists("\(new)/\(StateFolder.databaseName)") { try moveAway(log, to: aside) }
        for name in [StateFolder.journalName, StateFolder.databaseName] where DurableFiles.exists("\(new)/\(name)") {
            try moveAway(name, to: aside)
            try step("put \(name) in place")
            try DurableFiles.move("\(new)/\(name)", to: "\(state.path)/\(name)")
        }
    }

    private func putConfiguration() throws {
        let source = Self.configuration(state)
        for name in ["agents", "skills", "memory", "knowledge", "skein.yaml"]
        where DurableFiles.exists("\(source)/\(name)") {
            guard !DurableFiles.exists("\(state.root)/\(name)") else { continue }
            try step("put \(name) in place")
            try DurableFiles.move("\(source)/\(name)", to: "\(state.root)/\(name)")
        }
    }
}
