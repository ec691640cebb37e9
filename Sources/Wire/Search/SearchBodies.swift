/// Something that was found.
public struct SearchHitBody: Codable, Hashable, Sendable {
    /// `ticket`, `memory`, `knowledge` or `run`.
    public var kind: String
    /// `T-12`, `R-7`, `memory/ada/testing`, `knowledge/build`.
    public var id: String
    public var title: String
    /// The words around what was looked for.
    public var snippet: String

    public init(kind: String, id: String, title: String, snippet: String) {
        self.kind = kind
        self.id = id
        self.title = title
        self.snippet = snippet
    }
}
