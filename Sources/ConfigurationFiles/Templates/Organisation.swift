import Domain

/// Agents, rules and schedules that work together: what `skein init --template` writes.
public struct Organisation: Sendable {
    public let name: String
    /// One line for people.
    public let summary: String
    /// The first of them works on tickets that name no agent.
    let members: [Member]
    /// What `skein.yaml` gets beside the projects.
    var yaml = ""

    /// An agent of it.
    struct Member: Sendable {
        let name: String
        let role: String
        let kind: Agent.Kind
        var manager: String?
        let instructions: String
    }

    public static let all = [solo, pair, softwareTeam, company, supportDesk, weeklyReport]

    /// Nil when there is none of that name.
    public static func named(_ name: String) -> Organisation? { all.first { $0.name == name } }

    public var first: String { members[0].name }

    /// The files of its agents, by their names, each driven by `harness`.
    func files(_ harness: String) -> [(name: String, text: String)] {
        members.map { ("agents/\($0.name).md", $0.file(harness)) }
    }
}

extension Organisation.Member {
    fileprivate func file(_ harness: String) -> String {
        let keys = [
            "role: \(Starter.scalar(role))", "type: \(kind.rawValue)", manager.map { "manager: \($0)" },
            "harness: \(harness)",
            // Who changes files may; everything else is asked for in the inbox.
            "permissions: edits",
        ]
        return "---\n\(keys.compactMap { $0 }.joined(separator: "\n"))\n---\n\(instructions)\n"
    }
}
