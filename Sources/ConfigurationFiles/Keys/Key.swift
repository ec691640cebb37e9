/// One key of a file: how it is read and what the documentation says of it, in one place.
struct Key<Target: Sendable>: Sendable {
    let name: String
    let page: KeyPage
    let isRequired: Bool
    let read: @Sendable (Value, inout Target, Reading) -> Void

    init(
        _ name: String, _ page: KeyPage, isRequired: Bool = false,
        read: @escaping @Sendable (Value, inout Target, Reading) -> Void
    ) {
        self.name = name
        self.page = page
        self.isRequired = isRequired
        self.read = read
    }
}

/// What `docs/configuration.md` and the errors say of a key.
struct KeyPage: Sendable {
    /// What is expected: `a number`.
    var type: String
    /// What holds when the key is not written.
    var standard: String
    var bounds: String
    /// A line that is right: `maxRuns: 4`.
    var example: String
    var meaning: String
}

/// What a table of keys fills in; it begins with the values that hold when nothing is written.
protocol Draft: Sendable {
    static var blank: Self { get }
}
