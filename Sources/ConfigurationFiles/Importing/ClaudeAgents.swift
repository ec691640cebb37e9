import Domain
import Foundation

/// Agents of Claude Code: a file each, with `name`, `description`, perhaps `tools` and `model`, and instructions.
struct ClaudeAgents {
    let folder: PackageFolder

    /// Tools that change nothing.
    private static let readers: Set = [
        "Read", "Grep", "Glob", "LS", "WebFetch", "WebSearch", "NotebookRead", "TodoWrite", "Task", "Skill",
    ]

    func read(_ files: [String]) throws(ConfigurationError) -> OrganisationImport {
        var found = OrganisationImport()
        for file in files {
            let document = try folder.document(file)
            guard document.keys["name"] != nil || document.keys["description"] != nil else {
                found.notes.append("\(file): names and describes no agent; it is left out.")
                continue
            }
            try found.add(try member(document, file, &found.notes), from: file)
        }
        return found
    }

    private func member(
        _ document: PackageFolder.Document, _ file: String, _ notes: inout [String]
    ) throws(ConfigurationError) -> OrganisationImport.Member {
        let stem = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
        guard let name = OrganisationImport.name(from: document.text("name") ?? stem) else {
            throw ConfigurationError(at: Place(file: file), "nothing of its name can be ours", "give it a plain name")
        }
        var member = OrganisationImport.Member(name: name, role: name, instructions: document.body)
        if let description = document.text("description") {
            // Claude Code chooses by the description; here people and agents read the role.
            let sentence = description.split(separator: ".", maxSplits: 1).first.map(String.init) ?? description
            member.role = String(sentence.prefix(120))
            member.instructions = "You are for this: \(description)\n\n\(document.body)"
        }
        member.harness = "claude"
        member.model = document.text("model").flatMap { $0 == "inherit" ? nil : $0 }
        let tools = document.texts("tools")
        if !tools.isEmpty {
            let isReader = tools.allSatisfy { Self.readers.contains($0) }
            if isReader { member.kind = .explore }
            notes.append(
                "\(file): its tools are not bounded one by one; its type is `\(member.kind.rawValue)`, and "
                    + "`permissions` says what it may do unasked.")
        }
        let known: Set = ["name", "description", "model", "tools", "color"]
        for key in document.keys.keys.sorted() where !known.contains(key) {
            notes.append("\(file): `\(key.prefix(40))` has no counterpart.")
        }
        return member
    }
}
