import Domain
import Orchestration

/// Copies skills of the workspace for runs, never through a symbolic link.
///
/// In a worktree they lie where the agent's program looks, beside what the project has there; both git directories are
/// told to leave them out, and a snapshot leaves them out also when the agent staged them.
public struct SkillCopies: SkillSite {
    /// The folder `skills` of the workspace; nil when it has none.
    private let shelf: String?

    public init(shelf: String?) {
        self.shelf = shelf
    }

    public func supply(_ assignment: Assignment, at place: SkillPlace) async throws -> [SuppliedSkill] {
        let copies = WorktreeCopies(worktree: assignment.places.worktree)
        let skills = assignment.agent.definition.skills
        do {
            try await copies.clear()
            if skills.isEmpty { return [] }
            let names = place.root == .worktree ? try copies.claim(skills.map(\.name), below: place.path) : []
            return try skills.map { skill in
                if names.contains(skill.name) {
                    let folder = "\(assignment.places.worktree)/\(place.path)"
                    try copy(skill, into: folder, below: assignment.places.worktree, place.path)
                    return SuppliedSkill(skill, folder: "\(folder)/\(skill.name)", isNative: place.isNative)
                }
                // The project has one of this name: its own stays, and ours is read from the run's folder.
                let own = place.root == .run ? place : .listed
                let run = assignment.places.runFolder
                try copy(skill, into: "\(run)/\(own.path)", below: run, own.path)
                return SuppliedSkill(skill, folder: "\(run)/\(own.path)/\(skill.name)", isNative: own.isNative)
            }
        } catch let failure as GitFailure {
            throw WorldFailure(failure.description)
        }
    }

    private func copy(_ skill: Skill, into folder: String, below root: String, _ path: String) throws {
        guard let shelf, let source = Folder(path: "\(shelf)/\(skill.name)") else {
            throw WorldFailure("the skill \(skill.name) is gone from `skills`: bring it back, or name it no more")
        }
        guard let target = Folder(path: root)?.descend(path, creating: true), target.delete(skill.name),
            let copy = target.folder(skill.name, creating: true)
        else { throw WorldFailure("the skill \(skill.name) cannot be put into \(folder): see what is in its place") }
        var room = SkillRoom()
        if let fault = source.copyFiles(to: copy, depth: 1, &room) {
            throw WorldFailure("the skill \(skill.name) cannot be copied: \(fault)")
        }
    }
}

/// What may still be copied of one skill.
struct SkillRoom {
    var files = Skill.fileLimit
    var bytes = Skill.byteLimit
}

extension Folder {
    /// The folder at a path of several names.
    func descend(_ path: String, creating: Bool) -> Folder? {
        var place: Folder? = self
        for part in path.split(separator: "/") { place = place?.folder(String(part), creating: creating) }
        return place
    }

    /// Copies all files below into `target`, executable ones as such. Returns what is wrong; nil when all is there.
    fileprivate func copyFiles(to target: Folder, depth: Int, _ room: inout SkillRoom) -> String? {
        guard depth <= Skill.depthLimit, let entries = entries() else { return "its folders lie too deep" }
        for entry in entries {
            let name = text(entry.name)
            switch entry.kind {
            case .folder:
                guard let below = folder(name), let copy = target.folder(name, creating: true) else {
                    return "the folder \(name) cannot be read"
                }
                if let fault = below.copyFiles(to: copy, depth: depth + 1, &room) { return fault }
            case .file:
                room.files -= 1
                guard room.files >= 0, let bytes = read(name, limit: room.bytes) else { return "it is too large" }
                room.bytes -= bytes.count
                guard target.write(name, bytes, isExecutable: isExecutable(name)) else {
                    return "\(name) cannot be written"
                }
            case .link: return "\(name) is a symbolic link"
            case .nothing, .other: return "\(name) is no regular file"
            }
        }
        return nil
    }
}
