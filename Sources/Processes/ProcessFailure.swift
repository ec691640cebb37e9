/// The world refused something about a process: what was attempted on what, why, and what to do.
public struct ProcessFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// A stable name of the kind of failure.
    public enum Code: String, Sendable {
        case shimNotFound = "shim_not_found"
        case launchInvalid = "launch_invalid"
        case folderUnusable = "folder_unusable"
        case notStarted = "not_started"
        case shimDied = "shim_died"
        case recordUnreadable = "record_unreadable"
        case logUnreadable = "log_unreadable"
        case notConnected = "not_connected"
        case inputRefused = "input_refused"
        case outputTooLarge = "output_too_large"
    }

    public let code: Code
    /// For example "start `/usr/bin/claude`".
    public let attempt: String
    /// The error underneath, in its own words.
    public let cause: String
    /// One sentence that says what to do.
    public let advice: String

    public init(_ code: Code, attempt: String, cause: String, advice: String) {
        self.code = code
        self.attempt = attempt
        self.cause = cause
        self.advice = advice
    }

    public var description: String {
        let ended = cause.hasSuffix(".") ? String(cause.dropLast()) : cause
        return "cannot \(attempt): \(ended). \(advice)"
    }
}
