import Domain
import Foundation

/// `agents/NAME.md`: front matter between two lines `---`, then the instructions.
struct AgentFile {
    let frontMatter: String
    let instructions: String

    init(_ text: String, file: String) throws(ConfigurationError) {
        let parts = try FrontMatter(
            text, file: file, example: "command: [claude, -p]", bodyName: "the instructions")
        frontMatter = parts.keys
        instructions = parts.body
    }

    /// Names of the files in `agents/` that are agents: `NAME.md`, not hidden, not set aside with `_`; sorted.
    static func names(in folder: WorkspaceFolder) throws(ConfigurationError) -> [String] {
        switch Paths.kind(folder.agents) {
        case .nothing: return []
        case .folder: break
        case .file, .other:
            throw ConfigurationError(
                at: Place(file: WorkspaceFolder.agentsName), "this is a file", "make it a folder with one file an agent"
            )
        }
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.agents)
            return names.filter(Agent.isFile).sorted()
        } catch {
            throw ConfigurationError(
                at: Place(file: WorkspaceFolder.agentsName), "the folder cannot be read: \(error.localizedDescription)",
                "make it readable for the user that runs skein")
        }
    }
}
