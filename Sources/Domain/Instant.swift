/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// Rules never read a clock; the shell passes the instant in. Arithmetic stops at the ends of time: a duration that
/// somebody wrote must not end the server.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    public static func + (instant: Instant, span: Span) -> Instant {
        Instant(milliseconds: instant.milliseconds.bounded(adding: span.milliseconds))
    }

    public static func - (left: Instant, right: Instant) -> Span {
        Span(milliseconds: left.milliseconds.bounded(subtracting: right.milliseconds))
    }
}

/// A length of time in milliseconds.
public struct Span: Hashable, Comparable, Sendable, Codable {
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func seconds(_ seconds: Int64) -> Span { Span(milliseconds: seconds.bounded(times: 1000)) }
    public static func minutes(_ minutes: Int64) -> Span { seconds(minutes.bounded(times: 60)) }
    public static func hours(_ hours: Int64) -> Span { minutes(hours.bounded(times: 60)) }

    public init(from decoder: any Decoder) throws {
        milliseconds = try decoder.singleValueContainer().decode(Int64.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }

    public static func < (left: Span, right: Span) -> Bool {
        left.milliseconds < right.milliseconds
    }
}

extension Span: CustomStringConvertible {
    /// As a person says it: `450 ms`, `12 s`, `3 min`, `2 h`.
    public var description: String {
        switch milliseconds {
        case ..<1000: "\(milliseconds) ms"
        case ..<120_000: "\(milliseconds / 1000) s"
        case ..<7_200_000: "\(milliseconds / 60_000) min"
        default: "\(milliseconds / 3_600_000) h"
        }
    }
}

extension Int64 {
    /// The sum, or the end of the range that it is beyond.
    func bounded(adding other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the end of the range that it is beyond.
    func bounded(subtracting other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    /// The product, or the end of the range that it is beyond.
    func bounded(times other: Int64) -> Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}
