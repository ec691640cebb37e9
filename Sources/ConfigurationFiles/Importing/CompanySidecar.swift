import Domain
import Foundation
import Yams

/// `.paperclip.yaml`: what drives the agents of a company package, and when its tasks recur.
struct CompanySidecar {
    private static let fileName = ".paperclip.yaml"
    /// Our names for the programs that it calls adapters.
    private static let harnesses = [
        "claude_local": "claude", "codex_local": "codex", "gemini_local": "gemini", "opencode_local": "opencode",
        "cursor": "cursor", "cursor_local": "cursor", "grok_local": "grok",
    ]

    private let agents: [String: Node]
    /// When tasks recur, by their slugs.
    let times: [String: (cron: String, zone: String)]

    init(_ folder: PackageFolder) throws(ConfigurationError) {
        guard folder.isFile(Self.fileName) else {
            (agents, times) = ([:], [:])
            return
        }
        let keys = try PackageFolder.keys(try folder.text(of: Self.fileName), file: Self.fileName)
        agents = PackageFolder.members(keys["agents"])
        times = PackageFolder.members(keys["routines"]).compactMapValues(Self.time)
    }

    /// The first trigger of a routine that is a schedule.
    private static func time(_ routine: Node) -> (cron: String, zone: String)? {
        for trigger in PackageFolder.members(routine)["triggers"]?.sequence ?? [] {
            let keys = PackageFolder.members(trigger)
            guard let cron = keys["cronExpression"].flatMap(PackageFolder.text) else { continue }
            let zone = keys["timezone"].flatMap(PackageFolder.text) ?? "UTC"
            return (cron, TimeZone(identifier: zone) == nil ? "UTC" : zone)
        }
        return nil
    }

    /// Adds what it says of an agent; what has no counterpart is noted.
    func complete(_ member: inout OrganisationImport.Member, _ slug: String, _ notes: inout [String]) {
        guard let node = agents[slug] else { return }
        let keys = PackageFolder.members(node)
        let adapter = PackageFolder.members(keys["adapter"])
        if let type = adapter["type"].flatMap(PackageFolder.text) {
            member.harness = Self.harnesses[type]
            if member.harness == nil {
                notes.append("\(Self.fileName): the adapter \(quoted(type)) of \(slug) has no counterpart.")
            }
        }
        let configuration = PackageFolder.members(adapter["config"])
        member.model = configuration["model"].flatMap(PackageFolder.text)
        for key in configuration.keys.sorted() where key != "model" {
            notes.append("\(Self.fileName): `\(key.prefix(40))` of the adapter of \(slug) has no counterpart.")
        }
        let variables = PackageFolder.members(PackageFolder.members(keys["inputs"])["env"]).keys.sorted()
        member.variables = variables.filter {
            !$0.hasPrefix("SKEIN_") && $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
        }
        if !member.variables.isEmpty {
            let list = member.variables.joined(separator: ", ")
            notes.append("agents/\(member.name).md: gets \(list) from the server's environment: set them there.")
        }
        for key in keys.keys.sorted() where !["adapter", "inputs"].contains(key) {
            notes.append("\(Self.fileName): `\(key.prefix(40))` of \(slug) has no counterpart.")
        }
    }
}
