import Foundation

/// Makes names that nothing had before.
enum Names {
    static func new() -> String { UUID().uuidString.lowercased() }
}

/// The time of the day.
enum Clock {
    /// Since 1970.
    static var seconds: Int64 { Int64(Date.now.timeIntervalSince1970) }
}
