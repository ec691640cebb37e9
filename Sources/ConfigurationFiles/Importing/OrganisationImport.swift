import Domain
import Foundation

/// An organisation as others wrote it down, in our words; nothing of it is in the workspace yet.
public struct OrganisationImport: Sendable {
    /// An agent of it.
    struct Member: Sendable {
        var name: String
        var role: String
        var kind = Agent.Kind.implement
        var manager: String?
        /// Nil: as the importer chooses.
        var harness: String?
        var model: String?
        var variables: [String] = []
        var skills: [String] = []
        var instructions: String
    }

    /// Work that comes again and again.
    struct Routine: Sendable {
        var name: String
        var cron: String
        var zone: String
        var title: String
        var text: String
        var assignee: String?
    }

    var members: [Member] = []
    var routines: [Routine] = []
    /// Folders with a `SKILL.md`, by the names of the skills.
    var skills: [(name: String, path: String)] = []
    /// What could not be taken over, or not as it was: sentences.
    public internal(set) var notes: [String] = []

    /// Bounds of what is read from others.
    static let memberLimit = 200
    static let taskLimit = 500

    /// Reads an `agentcompanies/v1` package, or agents of Claude Code: a folder of them, a project with
    /// `.claude/agents`, or one file.
    ///
    /// - Throws: when there is neither, or when it is not what it pretends to be: links, pipes, giant files.
    public static func read(at path: String) throws(ConfigurationError) -> OrganisationImport {
        guard let resolved = Paths.resolve(path) else {
            throw ConfigurationError(
                at: Place(file: path), "there is nothing here",
                "name a folder with a COMPANY.md, or agents of Claude Code")
        }
        if Paths.kind(resolved) == .file {
            let folder = PackageFolder(root: (resolved as NSString).deletingLastPathComponent)
            return try ClaudeAgents(folder: folder).read([(resolved as NSString).lastPathComponent])
        }
        let folder = PackageFolder(root: resolved)
        if folder.isFile("COMPANY.md") || folder.isFile("TEAM.md") || folder.isFolder("agents") {
            let company = try CompanyPackage(folder: folder).read()
            if !company.members.isEmpty { return company }
        }
        for place in [".claude/agents", "agents", "."] where folder.isFolder(place) {
            let names = try folder.names(in: place).filter { $0.hasSuffix(".md") }.map { place + "/" + $0 }
            let found = try ClaudeAgents(folder: folder).read(names)
            if !found.members.isEmpty { return found }
        }
        throw ConfigurationError(
            at: Place(file: path), "no agents are described here",
            "name a folder with COMPANY.md and agents/NAME/AGENTS.md, or with .claude/agents/NAME.md")
    }

    /// Adds an agent, unless one of its name is there.
    mutating func add(_ member: Member, from file: String) throws(ConfigurationError) {
        if members.contains(where: { $0.name == member.name }) {
            notes.append("\(file): a second agent would be called \(member.name); it is left out.")
            return
        }
        guard members.count < Self.memberLimit else {
            throw ConfigurationError(
                at: Place(file: file), "there are more than \(Self.memberLimit) agents", "import a part of them")
        }
        members.append(member)
    }

    /// Lets nobody report to somebody who is not there.
    mutating func checkManagers() {
        let names = Set(members.map(\.name))
        for index in members.indices {
            guard let manager = members[index].manager, !names.contains(manager) else { continue }
            notes.append(
                "agents/\(members[index].name).md: there is no agent \(manager) to report to; it reports to nobody.")
            members[index].manager = nil
        }
    }

    /// A name as ours are, from one that others gave; nil when nothing is left of it.
    static func name(from text: String) -> String? {
        let letters = text.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") ? $0 : "-" }
        let name = String(String(letters).trimmingPrefix { $0 == "-" }.prefix(40))
        return Agent.ID.isValid(name) ? name : nil
    }
}
