import Domain
import Foundation

/// Copies the skill in the folder `path` into `skills/` of the workspace; what is there already is not overwritten, and
/// nothing is committed.
///
/// - Returns: the skill; its folder is `skills/NAME`.
public func addSkill(from path: String, to workspace: WorkspaceFolder) throws(ConfigurationErrors) -> Skill {
    let source = try SkillFolder(at: path)
    let skill = try source.read()
    let place = Place(file: WorkspaceFolder.skillsName + "/" + skill.name)
    let target = Paths.join(workspace.root, place.file)
    func fail(_ problem: String, _ advice: String) -> ConfigurationErrors {
        ConfigurationErrors([ConfigurationError(at: place, problem, advice)])
    }
    guard !Paths.isLink(workspace.skills) else {
        throw fail("the folder `skills` is a symbolic link", "make it a folder of its own")
    }
    guard Paths.kind(target) == .nothing, !Paths.isLink(target) else {
        throw fail("there is a skill of this name already", "remove or rename it first")
    }
    // Under a name that is no skill's, so that nobody reads half of it.
    let staging = Paths.join(workspace.skills, ".new-\(skill.name)")
    do {
        try FileManager.default.createDirectory(atPath: workspace.skills, withIntermediateDirectories: true)
        // What an earlier try that was interrupted left.
        if Paths.kind(staging) != .nothing { try FileManager.default.removeItem(atPath: staging) }
        try FileManager.default.copyItem(atPath: source.path, toPath: staging)
        try FileManager.default.moveItem(atPath: staging, toPath: target)
    } catch {
        throw fail("the folder cannot be copied: \(error.localizedDescription)", "make `skills` writable")
    }
    return skill
}
