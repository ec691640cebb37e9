/// What a call of an agent's tool comes to.
public struct ToolAnswer: Codable, Hashable, Sendable {
    /// For the model: what there is, or what it should do instead.
    public var text: String
    /// Whether nothing was done.
    public var isError: Bool

    public init(_ text: String, isError: Bool = false) {
        self.text = text
        self.isError = isError
    }
}
