import Domain
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Follows the journal and has the rules do what they say about its entries; the decision is `FollowRules`.
public final class RulesFollower: Service {
    /// Entries that no rule is about are noted as followed after so many, so that a start does not look at them again.
    private static let stride: Int64 = 500

    private let engine: Engine
    /// The last entry that was looked at, and the last one that the store knows of.
    private let place = Mutex<(position: Int64, noted: Int64)?>(nil)

    public init(engine: Engine) {
        self.engine = engine
    }

    /// Runs until shut down.
    public func run() async throws {
        try await engine.reconcileForever { [self] _ in
            await follow()
        } carryOut: { (_: Never) in
        }
    }

    /// Looks at all that is new; returns when it wants to be called again.
    func follow() async -> Instant? {
        do {
            while try await step() {}
            return nil
        } catch {
            engine.logger.error("the rules could not be followed, trying again in 5 s: \(error)")
            return engine.clock.now + .seconds(5)
        }
    }

    /// Looks at the next entries; false when there are none, or no rules.
    private func step() async throws -> Bool {
        let (rules, noted) = try await engine.store.read { try $0.rulesToFollow() }
        guard let first = rules.map(\.since).min() else {
            place.withLock { $0 = nil }
            return false
        }
        let known = place.withLock { $0 }
        let position = max(known?.position ?? noted, noted, first)
        let entries = try await engine.feed.entries(after: position)
        let kinds = Set(rules.map(\.rule.definition.event))
        for entry in entries {
            if let kind = entry.event.occasion?.kind, kinds.contains(kind) {
                let command = FollowRules(position: entry.position)
                try await engine.perform(command, by: RuleFollowing.actor, cause: entry.position)
            }
            place.withLock { $0 = (entry.position, noted) }
        }
        if let last = entries.last?.position, last - noted >= Self.stride {
            try await engine.store.write { try $0.followed(to: last) }
        }
        return !entries.isEmpty
    }
}
