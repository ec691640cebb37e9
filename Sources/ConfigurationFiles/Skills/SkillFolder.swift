import Domain
import Foundation

/// A folder with a `SKILL.md`: read, and judged by the Agent Skills standard.
public struct SkillFolder: Sendable {
    /// The folder that contains it, absolute and without links.
    private let root: String
    /// Relative to `root`, such as `skills/code-review`.
    private let relative: String

    /// One of the workspace's own.
    init(_ name: String, in workspace: WorkspaceFolder) {
        root = workspace.root
        relative = WorkspaceFolder.skillsName + "/" + name
    }

    /// Any folder.
    public init(at path: String) throws(ConfigurationErrors) {
        guard let resolved = Paths.resolve(path), Paths.kind(resolved) == .folder, resolved != "/" else {
            let place = Place(file: path)
            throw ConfigurationErrors([
                ConfigurationError(at: place, "there is no such folder", "name a folder with a \(Skill.fileName) in it")
            ])
        }
        root = (resolved as NSString).deletingLastPathComponent
        relative = (resolved as NSString).lastPathComponent
    }

    var path: String { Paths.join(root, relative) }
    public var name: String { (relative as NSString).lastPathComponent }
    private var fileName: String { relative + "/" + Skill.fileName }

    /// The names of the workspace's skills, sorted; a folder that cannot be listed has none.
    public static func names(in workspace: WorkspaceFolder) -> [String] {
        // Before the first skill there is no such folder.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workspace.skills)) ?? []
        return names.filter { !$0.hasPrefix(".") && !$0.hasPrefix("_") }
            .filter { Paths.kind(Paths.join(workspace.skills, $0)) == .folder }.sorted()
    }

    /// Every skill of the workspace with what is wrong with it.
    public static func all(
        in workspace: WorkspaceFolder
    ) -> [(name: String, result: Result<Skill, ConfigurationErrors>)] {
        names(in: workspace).map { name in
            (name, Result { () throws(ConfigurationErrors) in try SkillFolder(name, in: workspace).read() })
        }
    }

    /// The skill in it, when everything is as the standard and our bounds have it.
    ///
    /// - Throws: all that is wrong, at once.
    public func read() throws(ConfigurationErrors) -> Skill {
        let reading = Reading(file: fileName)
        var draft = SkillDraft.blank
        do throws(ConfigurationError) {
            guard Paths.kind(Paths.join(root, fileName)) == .file, !Paths.isLink(Paths.join(root, fileName)) else {
                throw ConfigurationError(
                    at: Place(file: fileName), "there is no such file", "a skill is a folder with a \(Skill.fileName)")
            }
            let text = try TextFile.read(fileName, in: root)
            let parts = try FrontMatter(text, file: fileName, example: "name: \(name)", bodyName: "the instructions")
            guard let root = try Document.compose(parts.keys, file: fileName) else {
                throw ConfigurationError(
                    at: Place(file: fileName, line: 1), "the front matter is empty", "write `name` and `description`")
            }
            let value = Value(node: root, place: Place(file: fileName, line: 1), example: "name: \(name)")
            reading.section(value, Key<SkillDraft>.skill, "a skill", into: &draft)
            checkName(draft.name, reading)
        } catch {
            throw ConfigurationErrors([error])
        }
        let errors = reading.errors + SkillContents(root: root, relative: relative).faults
        if !errors.isEmpty { throw ConfigurationErrors(errors) }
        return Skill(name: draft.name, description: draft.description)
    }

    private func checkName(_ written: String, _ reading: Reading) {
        let name = name.precomposedStringWithCompatibilityMapping
        if written.isEmpty || written == name { return }
        reading.report(
            at: reading.place("name"), "the folder is called \(quoted(name)) and the skill \(quoted(written))",
            "give both the same name")
    }
}
