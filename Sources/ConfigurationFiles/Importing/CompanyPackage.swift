import Domain
import Foundation

/// An `agentcompanies/v1` package: `COMPANY.md`, `agents/NAME/AGENTS.md`, teams, tasks and skills, and the sidecar
/// `.paperclip.yaml` with what is particular to its runtime.
struct CompanyPackage {
    let folder: PackageFolder

    /// Keys that say who somebody is, or where something comes from; we have no use for them.
    private static let ignored: Set = [
        "schema", "kind", "slug", "name", "title", "description", "version", "license", "authors", "homepage", "tags",
        "metadata", "sources", "reportsTo", "skills", "icon", "role",
    ]

    func read() throws(ConfigurationError) -> OrganisationImport {
        var found = OrganisationImport()
        let sidecar = try CompanySidecar(folder)
        try readSkills(&found)
        for name in try folder.names(in: "agents") where folder.isFile("agents/\(name)/AGENTS.md") {
            try readAgent(name, sidecar, &found)
        }
        try readTeams(&found)
        try readCompany(&found)
        found.checkManagers()
        var tasks = try folder.names(in: "tasks").map { "tasks/\($0)/TASK.md" }
        for project in try folder.names(in: "projects") {
            found.notes.append(
                "projects/\(project): add it to `projects` in skein.yaml, with its repository and gates.")
            tasks += try folder.names(in: "projects/\(project)/tasks").map { "projects/\(project)/tasks/\($0)/TASK.md" }
        }
        if tasks.count > OrganisationImport.taskLimit {
            throw ConfigurationError(
                at: Place(file: "tasks"), "there are more than \(OrganisationImport.taskLimit) tasks",
                "import a part of them")
        }
        for task in tasks where folder.isFile(task) { try readTask(task, sidecar, &found) }
        return found
    }

    private func readAgent(
        _ slug: String, _ sidecar: CompanySidecar, _ found: inout OrganisationImport
    ) throws(ConfigurationError) {
        let file = "agents/\(slug)/AGENTS.md"
        let document = try folder.document(file)
        guard let name = OrganisationImport.name(from: slug) else {
            found.notes.append("\(file): nothing of its name can be ours; it is left out.")
            return
        }
        if name != slug { found.notes.append("\(file): its name is \(name) here.") }
        var member = OrganisationImport.Member(
            name: name, role: document.text("title") ?? document.text("role") ?? document.text("name") ?? name,
            instructions: document.body)
        member.manager = document.text("reportsTo").flatMap(Self.reference)
        for skill in document.texts("skills") {
            if found.skills.contains(where: { $0.name == skill }) {
                member.skills.append(skill)
            } else {
                found.notes.append(
                    "\(file): its skill \(skill.prefix(60)) is not in the package: `skein skill add` takes one.")
            }
        }
        sidecar.complete(&member, slug, &found.notes)
        note(unknown: document, in: file, &found)
        for other in try folder.names(in: "agents/\(slug)") where other != "AGENTS.md" {
            found.notes.append(
                "agents/\(slug)/\(other): is not taken over; what is needed of it belongs into agents/\(name).md.")
        }
        try found.add(member, from: file)
    }

    private func note(unknown document: PackageFolder.Document, in file: String, _ found: inout OrganisationImport) {
        let unknown = document.keys.keys.filter { !Self.ignored.contains($0) }.sorted()
        for key in unknown { found.notes.append("\(file): `\(key.prefix(40))` has no counterpart.") }
    }

    /// The manager of a team is that of its agents that report to nobody.
    private func readTeams(_ found: inout OrganisationImport) throws(ConfigurationError) {
        for team in try folder.names(in: "teams") where folder.isFile("teams/\(team)/TEAM.md") {
            let document = try folder.document("teams/\(team)/TEAM.md")
            guard let manager = document.text("manager").flatMap(Self.reference) else { continue }
            let members = document.texts("includes").filter { $0.hasSuffix("AGENTS.md") }.compactMap(Self.reference)
            for index in found.members.indices where members.contains(found.members[index].name) {
                let isFree = found.members[index].manager == nil && found.members[index].name != manager
                if isFree { found.members[index].manager = manager }
            }
        }
    }

    /// Goals go to those who report to nobody, because they hand out the work.
    private func readCompany(_ found: inout OrganisationImport) throws(ConfigurationError) {
        guard folder.isFile("COMPANY.md") else { return }
        let document = try folder.document("COMPANY.md")
        if document.text("license") == nil { found.notes.append("COMPANY.md: no license is named.") }
        for reference in document.texts("includes") where reference.contains("://") {
            found.notes.append("COMPANY.md: \(reference.prefix(120)) is elsewhere and was not fetched.")
        }
        let goals = document.texts("goals").map { "- \($0)" }
        guard !goals.isEmpty else { return }
        let section = "\n\n# Goals of the company\n\n" + goals.joined(separator: "\n")
        for index in found.members.indices where found.members[index].manager == nil {
            found.members[index].instructions += section
            found.notes.append(
                "COMPANY.md: its goals are in the instructions of agents/\(found.members[index].name).md.")
        }
    }

    private func readSkills(_ found: inout OrganisationImport) throws(ConfigurationError) {
        for name in try folder.names(in: "skills") where folder.isFile("skills/\(name)/SKILL.md") {
            found.skills.append((name, Paths.join(folder.root, "skills/\(name)")))
        }
    }

    private func readTask(
        _ file: String, _ sidecar: CompanySidecar, _ found: inout OrganisationImport
    ) throws(ConfigurationError) {
        let document = try folder.document(file)
        let slug =
            document.text("slug") ?? (((file as NSString).deletingLastPathComponent) as NSString).lastPathComponent
        let title = String((document.text("name") ?? slug).prefix(120))
        guard document.text("recurring") == "true" || document.keys["schedule"] != nil else {
            found.notes.append("\(file): is done once: `skein ticket create` writes it, when you want it.")
            return
        }
        guard let name = OrganisationImport.name(from: slug), let times = sidecar.times[slug] else {
            found.notes.append("\(file): recurs, and nothing says when: write a schedule for it into skein.yaml.")
            return
        }
        let assignee = document.text("assignee").flatMap(Self.reference)
        let known = found.members.contains { $0.name == assignee } ? assignee : nil
        do throws(Cron.Fault) {
            _ = try Cron(times.cron)
        } catch {
            found.notes.append("\(file): \(quoted(times.cron)) is no cron expression: \(error.problem).")
            return
        }
        found.routines.append(
            .init(name: name, cron: times.cron, zone: times.zone, title: title, text: document.body, assignee: known))
    }

    /// `ceo` from `ceo` or `../ceo/AGENTS.md`.
    static func reference(_ text: String) -> String? {
        let parts = text.split(separator: "/").map(String.init)
        let slug = parts.last?.hasSuffix(".md") == true ? parts.dropLast().last : parts.last
        return slug.flatMap(OrganisationImport.name(from:))
    }
}
