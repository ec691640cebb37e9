import Domain
import Orchestration

/// A program that takes a prompt, tells what it does, and exits.
struct OneShotProgram: AgentProgram {
    let preset: OneShotPreset
    let command: [String]

    /// - Parameter command: the words that start it; empty means the preset's own.
    init?(_ name: String, command: [String] = []) {
        guard let preset = OneShotPreset.named(name) else { return nil }
        self.preset = preset
        self.command = command.isEmpty ? preset.command : command
    }

    var name: String { preset.name }
    var probing: Probing { preset.probing }
    var skills: SkillPlace { preset.skills }
    var endsByExit: Bool { !preset.reading.tellsEnd }

    var capabilities: [Capability] {
        let counts = preset.reading.rules.flatMap(\.gives).compactMap { meaning in
            if case .used(let count) = meaning { count } else { nil }
        }
        let (hasUsage, hasCost) = (!counts.isEmpty, counts.contains { $0.cost != nil })
        let silent = "it tells nothing of what it uses"
        return [
            Capability("steer", isSupported: false, reason: "it reads its prompt to the end and nothing after it"),
            Capability("interrupt", isSupported: false, reason: "it has no turns; it can only be stopped"),
            Capability(
                "resume", isSupported: preset.resuming != nil,
                reason: preset.resuming == nil ? "it goes on with no session in this mode" : "by the session's id"),
            Capability("fork", isSupported: false, reason: "no copy of a session is made in this mode"),
            Capability("usage", isSupported: hasUsage, reason: hasUsage ? "tokens, as its lines tell them" : silent),
            Capability(
                "cost", isSupported: hasCost,
                reason: hasCost
                    ? "in US dollars, as its lines tell it, of fresh sessions"
                    : hasUsage ? "it tells tokens and no money" : silent),
            Capability("permission", isSupported: false, reason: "it asks nobody: what is not allowed is denied"),
            Capability("question", isSupported: false, reason: "it asks nobody"),
        ]
    }

    func launch(_ opening: Opening) -> ProgramLaunch {
        // The run's own folder, which nobody but the user can read.
        let file = "\(opening.writable.first ?? opening.worktree)/prompt.md"
        var session: String?
        if case .resumed(let id) = opening.session { session = id }
        var words = session == nil ? preset.arguments : preset.resuming ?? preset.arguments
        if opening.model != nil { words += preset.modelArguments }
        words += (preset.permissions[opening.permissions] ?? []) + preset.lastArguments
        if preset.skills == .claude { words += opening.writable.map { "--add-dir=\($0)" } }
        let filled = words.map {
            $0.replacing("{session}", with: session ?? "").replacing("{model}", with: opening.model ?? "")
                .replacing("{prompt_file}", with: file)
        }
        var environment = preset.environment
        // As root Claude Code refuses to start without asking. Who runs agents as root does so in a container.
        if name == "claude-print", opening.permissions == .all, ClaudeProgram().isRoot {
            environment["IS_SANDBOX"] = "1"
        }
        if let variable = preset.homeVariable, let home = opening.home { environment[variable] = home }
        return ProgramLaunch(
            arguments: command + filled, environment: environment,
            files: preset.takesFile ? [file: opening.prompt] : [:],
            input: preset.takesFile ? [] : Array(opening.prompt.utf8), conversing: false)
    }

    func dialect(_ opening: Opening) -> any Dialect { OneShotDialect(preset, isFresh: opening.session == .fresh) }
}
