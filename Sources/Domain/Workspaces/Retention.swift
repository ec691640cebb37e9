/// How long what is over is kept; the section `retention` of `skein.yaml`.
public struct Retention: Hashable, Sendable, Codable {
    /// Work that was saved before its worktree went away.
    public var rescues: Span

    public init(rescues: Span = .hours(30 * 24)) {
        self.rescues = rescues
    }
}
