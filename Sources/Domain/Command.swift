/// Something a person, an agent or a reconciler wants done: a rule from a slice of state to events.
///
/// `decide` is pure. It sees exactly what the rule needs and either says what happened or why not.
public protocol Command: Sendable {
    /// What the rule must know, loaded in the same transaction that saves the events.
    associatedtype Slice: Sendable

    func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event]
}

/// An expected "no": a stable code, the facts, and one sentence that says what to do next.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of "no" it is; decides the HTTP status and the exit code.
    public enum Kind: String, Sendable, CaseIterable {
        /// The request itself cannot be right, whatever the state.
        case invalid
        /// What it names does not exist.
        case notFound
        /// Somebody else may.
        case forbidden
        /// It could be right, but not in the present state.
        case conflict
    }

    public let code: Code
    public let sentence: String

    public init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    public var kind: Kind { code.kind }
    public var description: String { sentence }
}
