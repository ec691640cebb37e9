import Domain
import Foundation
import Synchronization

/// The offsets of time zones, read from the system's table once and kept.
public final class ZoneTable: Sendable {
    private struct Key: Hashable {
        let name: String
        let year: Int64
    }

    private let known = Mutex<[Key: ZoneOffsets]>([:])
    /// A second's wall between two looks at the table is a day: no zone changes its clocks and back within one.
    private static let step: Int64 = 86_400
    private static let days: (before: Int64, after: Int64) = (400, 3660)

    public init() {}

    /// Offsets from a year before `now` until ten years after it; nil when there is no zone of that name.
    public func offsets(of name: String, at now: Instant) -> ZoneOffsets? {
        let second = now.milliseconds / 1000
        let key = Key(name: name, year: second / (366 * Self.step))
        if let found = known.withLock({ $0[key] }) { return found }
        guard let zone = TimeZone(identifier: name) else { return nil }
        let offsets = Self.read(zone, around: second)
        known.withLock { known in
            // Few zones are used; names come from the files only.
            if known.count >= 64 { known = [:] }
            known[key] = offsets
        }
        return offsets
    }

    private static func read(_ zone: TimeZone, around second: Int64) -> ZoneOffsets {
        let offset = { (second: Int64) in
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second))))
        }
        let start = second - days.before * step
        var transitions: [ZoneOffsets.Transition] = []
        var before = offset(start)
        let first = before
        for end in stride(from: start + step, through: second + days.after * step, by: Int(step)) {
            let after = offset(end)
            if after == before { continue }
            var (low, high) = (end - step, end)
            while high - low > 1 {
                let middle = (low + high) / 2
                if offset(middle) == before { low = middle } else { high = middle }
            }
            transitions.append(.init(at: Instant(milliseconds: high * 1000), offset: after))
            before = after
        }
        return ZoneOffsets(first: first, transitions: transitions)
    }
}
