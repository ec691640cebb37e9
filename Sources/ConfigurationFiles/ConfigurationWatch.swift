import Domain
import Foundation

/// Says whether the files of a workspace have changed since it was last asked; cheap enough for once a second.
///
/// It compares what the file system says of the files and never reads them. What a change means is the server's.
public struct ConfigurationWatch: Sendable {
    private let folder: WorkspaceFolder
    private var seen: [String: Fingerprint]

    /// Begins with the files as they are now: create it before loading, so that no edit falls in between.
    public init(_ folder: WorkspaceFolder) {
        self.folder = folder
        seen = Self.look(at: folder)
    }

    /// Whether anything has changed since the last call that returned true, or since the beginning.
    public mutating func hasChanged() -> Bool {
        let now = Self.look(at: folder)
        if now == seen { return false }
        seen = now
        return true
    }

    /// What tells one state of a file from another: an edit in place, a rename over it, a time set back.
    private struct Fingerprint: Hashable {
        var inode: UInt64
        var size: Int64
        var modified: [Int]
        var changed: [Int]

        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            inode = UInt64(status.st_ino)
            size = Int64(status.st_size)
            modified = [Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec)]
            changed = [Int(status.st_ctim.tv_sec), Int(status.st_ctim.tv_nsec)]
        }
    }

    private static func look(at folder: WorkspaceFolder) -> [String: Fingerprint] {
        // A folder that cannot be listed has no agents to compare; loading it is what reports the error.
        let agents = (try? AgentFile.names(in: folder)) ?? []
        let skills = SkillFolder.names(in: folder).map { SkillFolder($0, in: folder).path + "/" + Skill.fileName }
        let paths = [folder.yaml] + agents.map { Paths.join(folder.agents, $0) } + skills
        return Dictionary(uniqueKeysWithValues: paths.compactMap { path in Fingerprint(path).map { (path, $0) } })
    }
}
