import Domain
import Wire

/// What Claude Code's tools do, by their names and inputs.
enum ClaudeTools {
    /// The tools that change the file that their input names.
    private static let editing: Set<String> = ["Edit", "Write", "MultiEdit", "NotebookEdit"]

    /// What a call works on: a path, a command, an address; empty when it has none.
    static func target(_ input: JSONValue) -> String {
        let names = [
            "file_path", "path", "notebook_path", "command", "pattern", "url", "query", "description", "subject",
            "skill",
            "name",
        ]
        return names.lazy.compactMap { input[$0]?.text }.first { !$0.isEmpty } ?? ""
    }

    /// The file that a call changes; nil when it changes none.
    static func changedPath(_ name: String, _ input: JSONValue) -> String? {
        editing.contains(name) ? (input.file_path ?? input.notebook_path)?.text : nil
    }

    static func kind(_ name: String) -> AgentRequest.Kind {
        switch name {
        case _ where editing.contains(name): .edit
        case "Bash", "PowerShell", "Monitor": .execute
        case "Read", "Glob", "Grep", "LS", "NotebookRead": .read
        case "WebFetch", "WebSearch": .fetch
        default: .other
        }
    }

    /// The length of a result in bytes; an image counts as its text.
    static func size(_ content: JSONValue?) -> Int {
        switch content {
        case .string(let text): text.utf8.count
        case .array(let blocks): blocks.reduce(0) { $0 + size($1) }
        case .object(let block): size(block["text"] ?? block["source"]?.data ?? block["content"])
        case .null, .bool, .integer, .number, nil: 0
        }
    }

    /// Whether a path is one of the folders or below it, by its words alone; the program resolves links itself and
    /// says so in the reason. A relative one counts from the first folder.
    static func isInside(_ path: String, _ folders: [String]) -> Bool {
        let parts = words(path.hasPrefix("/") ? path : "\(folders.first ?? "")/\(path)")
        return folders.contains { parts.starts(with: words($0)) }
    }

    private static func words(_ path: String) -> [Substring] {
        path.split(separator: "/").reduce(into: []) { parts, part in
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
        }
    }
}
