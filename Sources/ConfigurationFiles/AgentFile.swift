import Domain
import Foundation

/// `agents/NAME.md`: front matter between two lines `---`, then the instructions.
struct AgentFile {
    let frontMatter: String
    let instructions: String

    /// Splits the text; the front matter keeps its line numbers.
    init(_ text: String, file: String) throws(ConfigurationError) {
        let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first.map(Self.isFence) == true else {
            throw ConfigurationError(
                at: Place(file: file, line: 1), "the front matter is missing",
                "begin the file with a line `---`, keys such as `command: [claude, -p]`, and a line `---`; "
                    + "the instructions follow")
        }
        guard let end = lines.dropFirst().firstIndex(where: Self.isFence) else {
            throw ConfigurationError(
                at: Place(file: file, line: 1), "the front matter is not ended",
                "write a line `---` between the keys and the instructions")
        }
        frontMatter = "\n" + lines[1..<end].joined(separator: "\n")
        let body = lines[(end + 1)...].joined(separator: "\n")
        instructions = body.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
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
