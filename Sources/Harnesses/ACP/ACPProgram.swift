import Domain
import Orchestration

/// An agent CLI that speaks the Agent Client Protocol, of a preset or of a command of one's own.
struct ACPProgram: AgentProgram {
    let preset: ACPPreset
    /// The words that start the CLI; what makes it speak the protocol comes after them.
    let command: [String]

    /// - Parameter name: of a preset, or `acp` for any agent, which then has to be given by `command`.
    /// - Parameter command: the words that start it, of which `{model}` stands for the agent's model; empty means the
    ///   preset's own.
    init?(_ name: String, command: [String] = []) {
        guard let preset = ACPPreset.named(name) ?? (name == "acp" && !command.isEmpty ? .any : nil) else { return nil }
        self.init(preset, command: command)
    }

    init(_ preset: ACPPreset, command: [String] = []) {
        self.preset = preset
        self.command = command.isEmpty ? preset.command : command
    }

    var name: String { preset.name }
    var probing: Probing { preset.probing }

    var capabilities: [Capability] {
        let steers = preset.steering != .nextTurn
        let said = [
            ("steer", steers, steers ? "a word goes into the turn that runs" : "a word waits for the turn to end"),
            ("interrupt", true, "the turn is cancelled, the conversation stays usable"),
            ("resume", true, "by the session's id, as far as the agent offers it when it starts"),
            ("fork", true, "by the session's id, as far as the agent offers it when it starts"),
            ("usage", true, "tokens, as far as the agent tells them"),
            ("cost", true, "as far as the agent tells it"),
            ("permission", true, "changes and programs, as the agent's mode has it"),
            ("question", false, "the protocol asks for permissions only"),
        ]
        return said.map { name, isSupported, reason in
            let lack = preset.lacks[name]
            return Capability(name, isSupported: isSupported && lack == nil, reason: lack ?? reason)
        }
    }

    func launch(_ opening: Opening) -> ProgramLaunch {
        // A model that is not given leaves no empty argument behind.
        let words = command + preset.arguments + (opening.model == nil ? [] : preset.modelArguments)
        let arguments = words.filter { opening.model != nil || !$0.contains("{model}") } + preset.lastArguments
        var environment = preset.environment
        if let variable = preset.homeVariable, let home = opening.home { environment[variable] = home }
        return ProgramLaunch(
            arguments: arguments.map { $0.replacing("{model}", with: opening.model ?? "") }, environment: environment)
    }

    func dialect(_ opening: Opening) -> any Dialect { ACPDialect(opening, preset: preset) }

    func services(_ opening: Opening, environment: [String: String]) -> any Services {
        guard opening.usesClientTools else { return NoServices() }
        return WorktreeService(worktree: opening.worktree, environment: environment)
    }
}
