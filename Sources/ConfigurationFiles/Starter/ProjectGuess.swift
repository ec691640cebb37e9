/// What can be told of a repository from its files, for those who have written no `skein.yaml` yet.
public struct ProjectGuess: Hashable, Sendable {
    /// The program and arguments of its check.
    public let command: [String]
    /// Build caches that are worth keeping between gates.
    public let keep: [String]

    /// nil when nothing known is there.
    public static func gate(of repository: String) -> ProjectGuess? {
        GateGuess.of(repository).map { ProjectGuess(command: $0.gate, keep: $0.keep) }
    }
}
