import Domain
import Foundation

extension OrganisationImport {
    /// Writes it into the workspace: agents, schedules and skills.
    ///
    /// What is there already is overwritten only by force; without it nothing is written at all when anything is in the
    /// way. Skills that are there stay. Notes get what turned out on the way.
    /// - Returns: the files written, relative to the workspace.
    public mutating func write(
        to workspace: WorkspaceFolder, harness: String, isForced: Bool = false
    ) throws(ConfigurationError) -> [String] {
        let files = members.map { ("agents/\($0.name).md", $0.file(harness)) }
        for (name, _) in files { try Self.check(name, in: workspace, isForced) }
        var written: [String] = []
        addSkills(to: workspace, &written)
        mkdir(workspace.agents, 0o755)
        for (name, text) in files {
            try Self.replace(name, text, in: workspace)
            written.append(name)
        }
        if let yaml = try schedules(in: workspace) {
            try Self.replace(WorkspaceFolder.fileName, yaml, in: workspace)
            written.append(WorkspaceFolder.fileName)
        }
        return written
    }

    private static func check(
        _ name: String, in workspace: WorkspaceFolder, _ isForced: Bool
    ) throws(ConfigurationError) {
        let path = Paths.join(workspace.root, name)
        if Paths.isLink(path) || Paths.isLink(workspace.agents) {
            throw ConfigurationError(at: Place(file: name), "it is a symbolic link", "put a file in its place")
        }
        if Paths.kind(path) != .nothing, !isForced {
            throw ConfigurationError(
                at: Place(file: name), "the file exists already and is not overwritten",
                "move it away, or overwrite it with --force")
        }
    }

    private mutating func addSkills(to workspace: WorkspaceFolder, _ written: inout [String]) {
        var missing: Set<String> = []
        for (name, path) in skills {
            if SkillFolder.names(in: workspace).contains(name) {
                notes.append("skills/\(name): there is one already, and it stays.")
                continue
            }
            do throws(ConfigurationErrors) {
                _ = try addSkill(from: path, to: workspace)
                written.append("skills/\(name)")
            } catch {
                missing.insert(name)
                notes.append(contentsOf: error.errors.map { "\($0.description)." })
            }
        }
        for index in members.indices { members[index].skills.removeAll { missing.contains($0) } }
    }

    /// `skein.yaml` with the routines at its end; nil when there are none, or there is no place for them.
    private mutating func schedules(in workspace: WorkspaceFolder) throws(ConfigurationError) -> String? {
        if routines.isEmpty { return nil }
        let text = try TextFile.read(WorkspaceFolder.fileName, in: workspace.root)
        let keys = try PackageFolder.keys(text, file: WorkspaceFolder.fileName)
        let block = "schedules:\n" + routines.map(\.yaml).joined()
        let whole = text + (text.hasSuffix("\n") ? "\n" : "\n\n") + block
        // A file that is one map in braces has no place behind it.
        let isFit = keys["schedules"] == nil && (try? PackageFolder.keys(whole, file: "")) != nil
        if isFit { return whole }
        let names = routines.map(\.name).joined(separator: ", ")
        notes.append("skein.yaml: has schedules already, or no place for more: add \(names) by hand.\n\(block)")
        return nil
    }

    /// Under another name first, so that nobody reads half of it.
    private static func replace(
        _ name: String, _ text: String, in workspace: WorkspaceFolder
    ) throws(ConfigurationError) {
        let path = Paths.join(workspace.root, name)
        let aside = path + ".new"
        unlink(aside)
        try writeAll(text, to: open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644), name)
        guard rename(aside, path) == 0 else {
            unlink(aside)
            throw ConfigurationError(
                at: Place(file: name), "the file cannot be replaced: \(String(cString: strerror(errno)))",
                "make the folder writable")
        }
    }
}

extension OrganisationImport.Member {
    fileprivate func file(_ harness: String) -> String {
        let list = { (words: [String]) in "[\(words.map(Starter.scalar).joined(separator: ", "))]" }
        let keys = [
            "role: \(Starter.scalar(String(role.prefix(180))))", "type: \(kind.rawValue)",
            manager.map { "manager: \($0)" }, "harness: \(self.harness ?? harness)",
            model.map { "model: \(Starter.scalar(String($0.prefix(180))))" }, "permissions: edits",
            skills.isEmpty ? nil : "skills: \(list(skills))",
            variables.isEmpty ? nil : "passEnvironment: \(list(variables))",
        ]
        return "---\n\(keys.compactMap { $0 }.joined(separator: "\n"))\n---\n\(instructions)\n"
    }
}

extension OrganisationImport.Routine {
    fileprivate var yaml: String {
        var lines = [
            "  \(name):", "    cron: \(Starter.scalar(cron))", "    zone: \(zone)", "    ticket:",
            "      title: \(Starter.scalar(title))",
        ]
        let body = text.unicodeScalars.filter { $0 == "\n" || $0.properties.generalCategory != .control }
        let shown = String(String.UnicodeScalarView(body)).split(separator: "\n", omittingEmptySubsequences: false)
        if !text.isEmpty {
            // The number says how deep the text begins: its own first line may be indented.
            lines.append("      text: |2")
            lines += shown.map { $0.isEmpty ? "" : "        \($0)" }
        }
        if let assignee { lines.append("      assignee: \(assignee)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
