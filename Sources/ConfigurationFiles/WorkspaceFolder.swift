import Foundation

/// Where the parts of a workspace are.
public struct WorkspaceFolder: Hashable, Sendable {
    /// The name of the file that makes a folder a workspace.
    public static let fileName = "skein.yaml"
    static let agentsName = "agents"
    static let skillsName = "skills"
    static let stateName = ".skein"

    /// Absolute, symbolic links resolved.
    public let root: String

    /// The workspace at exactly this folder, whether or not a `skein.yaml` is there yet.
    public init(root: String) throws(ConfigurationError) {
        guard let resolved = Paths.resolve(root), Paths.kind(resolved) == .folder else {
            throw ConfigurationError(
                at: Place(file: root), "there is no such folder", "name a folder that exists, or make it first")
        }
        self.root = resolved
    }

    public var yaml: String { Paths.join(root, Self.fileName) }
    public var agents: String { Paths.join(root, Self.agentsName) }
    /// A folder each with a `SKILL.md`.
    public var skills: String { Paths.join(root, Self.skillsName) }
    /// What Skein keeps: database, runs, worktrees, secrets; never committed.
    public var state: String { Paths.join(root, Self.stateName) }

    /// The workspace that `path` lies in: the nearest folder, upwards, with a `skein.yaml`.
    ///
    /// A checkout below `.skein` belongs to the workspace around it, although it may carry a `skein.yaml` of its own:
    /// an agent in its worktree means the workspace that it works for.
    public static func find(from path: String) throws(ConfigurationError) -> WorkspaceFolder {
        let start = try WorkspaceFolder(root: path).root
        let ancestors = Paths.ancestors(of: start)
        let owners = ancestors.filter { ($0 as NSString).lastPathComponent == stateName }
            .map { ($0 as NSString).deletingLastPathComponent }
        for folder in owners.reversed() + ancestors
        where Paths.kind(Paths.join(folder, fileName)) != .nothing {
            return try WorkspaceFolder(root: folder)
        }
        throw ConfigurationError(
            at: Place(file: fileName), "there is none in \(start) or in any folder above it",
            "run `skein init` where the workspace shall be")
    }
}
