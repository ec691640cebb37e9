import Domain
import Foundation
import Wire

/// When a limit is lifted, as Claude Code tells it.
enum ClaudeLimits {
    /// The time of a rejecting `rate_limit_event`: `resetsAt`, in seconds since 1970.
    static func lifted(_ limit: JSONValue) -> Instant? {
        let seconds = limit.overageStatus?.text == "rejected" ? limit.overageResetsAt ?? limit.resetsAt : limit.resetsAt
        return instant(seconds?.count)
    }

    /// The time in a sentence: `… limit reached|1767225600`, `… limit · resets 3pm (Europe/Berlin)`, or
    /// `… · resets Dec 4, 3:30pm (UTC)`. Nil when there is none.
    static func lifted(_ text: String, now: Instant) -> Instant? {
        if let match = text.firstMatch(of: /\|(\d{9,11})\b/) { return instant(Int64(match.1)) }
        let sentence =
            #/
            resets\ (?:at\ )?(?:([A-Z][a-z]{2})\ (\d{1,2})(?:,\ (\d{4}))?(?:,|\ at)\ )?
            (\d{1,2})(?::(\d\d))?\ ?(am|pm)\ \(([^)]+)\)
            /#
        guard let match = text.firstMatch(of: sentence), let zone = TimeZone(identifier: String(match.7)),
            let hour = Int(match.4), (1...12).contains(hour)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        var parts = DateComponents(second: 0)
        parts.hour = hour % 12 + (match.6 == "pm" ? 12 : 0)
        parts.minute = match.5.flatMap { Int($0) } ?? 0
        if let name = match.1, let month = months.firstIndex(of: String(name)) {
            parts.month = month + 1
            parts.day = match.2.flatMap { Int($0) }
        }
        let from = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
        let date = calendar.nextDate(after: from, matching: parts, matchingPolicy: .nextTime)
        return instant(date.flatMap { Int64(exactly: $0.timeIntervalSince1970.rounded()) })
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func instant(_ seconds: Int64?) -> Instant? {
        guard let seconds, seconds > 0, seconds < 1 << 40 else { return nil }
        return Instant(milliseconds: seconds * 1000)
    }
}
