import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation

/// `skein skill …`
struct SkillVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "skill", abstract: "What agents are taught: add, list and check skills.",
        discussion: """
            A skill is a folder skills/NAME with a SKILL.md, as the Agent Skills standard has it. An agent has those \
            that its file names: `skills: [NAME]`.
            """, subcommands: [List.self, Add.self, Validate.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the workspace's skills.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let rows = SkillFolder.all(in: try WorkspaceFolder.find(from: options.workspace)).map(Row.init)
            options.print(rows) {
                if rows.isEmpty { return "no skills yet: `skein skill add FOLDER` copies one" }
                return Table(["SKILL", "DESCRIPTION"], rows.map { [$0.name, $0.words] }).text
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a skill's folder into the workspace, when nothing is wrong with it.",
            discussion: "A skill of this name is not overwritten, and nothing is committed.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "A folder with a SKILL.md.") var folder: String

        func run() throws {
            let skill = try addSkill(from: folder, to: try WorkspaceFolder.find(from: options.workspace))
            options.print(Row(name: skill.name, description: skill.description, faults: [])) {
                "added skills/\(skill.name): name it in `skills` of an agent's file"
            }
        }
    }

    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check one skill, or all of the workspace.", discussion: "Exits with 5 when one is wrong.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "A skill's folder; left out, all of the workspace.") var folder: String?

        func run() throws {
            let rows = try rows()
            options.print(rows) {
                rows.isEmpty ? "no skills yet" : rows.map { "\($0.name): right" }.joined(separator: "\n")
            }
        }

        private func rows() throws -> [Row] {
            if let folder {
                let skill = try SkillFolder(at: folder).read()
                return [Row(name: skill.name, description: skill.description, faults: [])]
            }
            let all = SkillFolder.all(in: try WorkspaceFolder.find(from: options.workspace))
            let errors = all.flatMap { $0.result.errors }
            if !errors.isEmpty { throw ConfigurationErrors(errors) }
            return all.map(Row.init)
        }
    }

    /// A skill and what is wrong with it.
    struct Row: Codable {
        var name: String
        /// Empty when it cannot be read.
        var description: String
        var faults: [String]

        var words: String { faults.first ?? description }
    }
}

extension SkillVerb.Row {
    fileprivate init(_ found: (name: String, result: Result<Skill, ConfigurationErrors>)) {
        let skill = try? found.result.get()  // what is wrong with it stands beside it
        self.init(
            name: found.name, description: skill?.description ?? "",
            faults: found.result.errors.map(\.description))
    }
}

extension Result<Skill, ConfigurationErrors> {
    fileprivate var errors: [ConfigurationError] {
        if case .failure(let failure) = self { failure.errors } else { [] }
    }
}
