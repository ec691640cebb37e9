import Domain

/// Puts an agent's skills where its program finds them.
public protocol SkillSite: Sendable {
    /// Copies the skills of the run's agent to `place`; nothing of the project's is overwritten, and nothing that is
    /// copied gets into a commit of Skein's. What an earlier run was given and this one is not goes. Safe to repeat.
    ///
    /// - Throws: `WorldFailure` when a skill is gone, or is no longer what may be copied.
    func supply(_ assignment: Assignment, at place: SkillPlace) async throws -> [SuppliedSkill]
}

/// Where an agent's program looks for skills.
public struct SkillPlace: Hashable, Sendable {
    /// What its path is relative to.
    public enum Root: Hashable, Sendable {
        /// The run's own folder.
        case run
        case worktree
    }

    public var root: Root
    /// Relative to the root, such as `.agents/skills`.
    public var path: String
    /// Whether the program tells its model by itself what is there; else the brief does.
    public var isNative: Bool

    public init(_ root: Root, _ path: String, isNative: Bool) {
        self.root = root
        self.path = path
        self.isNative = isNative
    }

    /// For a program that looks nowhere.
    public static let listed = SkillPlace(.run, "skills", isNative: false)
}

/// A skill that an agent has for one run.
public struct SuppliedSkill: Hashable, Sendable {
    public let skill: Skill
    /// Its folder, absolute.
    public let folder: String
    public let isNative: Bool

    public init(_ skill: Skill, folder: String, isNative: Bool) {
        self.skill = skill
        self.folder = folder
        self.isNative = isNative
    }
}

extension [SuppliedSkill] {
    /// What the brief says of those that the program does not find by itself; empty when it finds all.
    public var brief: String {
        let listed = filter { !$0.isNative }
        if listed.isEmpty { return "" }
        let lines = listed.map { "- \($0.skill.name), `\($0.folder)/\(Skill.fileName)`: \($0.skill.description)" }
        return "# Skills\n\nRead the file of a skill before you do what it is for:\n\n"
            + lines.joined(separator: "\n")
    }
}
