import Orchestration

/// One kind of agent CLI: how it is started, and the dialect that it speaks.
protocol AgentProgram: Sendable {
    /// The word of `harness:` in an agent's file.
    var name: String { get }

    /// The words that start it.
    var command: [String] { get }

    /// What it can do, each "no" with its reason.
    var capabilities: [Capability] { get }

    /// The command line and the variables that start it for this opening. No prompt goes on the command line: every
    /// user of the machine can read it there.
    func launch(_ opening: Opening) -> ProgramLaunch

    /// The dialect before the first line.
    func dialect(_ opening: Opening) -> any Dialect

    /// What does for the agent of this opening what it has its client do.
    ///
    /// - Parameter environment: the variables of the agent's process.
    func services(_ opening: Opening, environment: [String: String]) -> any Services

    /// How it is found out what is installed.
    var probing: Probing { get }

    /// Whether it tells by exiting with 0, and in no other way, that its turn went well.
    var endsByExit: Bool { get }

    /// Where it looks for skills.
    var skills: SkillPlace { get }
}

extension AgentProgram {
    func services(_ opening: Opening, environment: [String: String]) -> any Services { NoServices() }
    var endsByExit: Bool { false }
    var skills: SkillPlace { .standard }
}

/// How an agent CLI is started.
struct ProgramLaunch: Hashable, Sendable {
    /// The program and its arguments.
    var arguments: [String]
    /// Variables beside those that every agent gets; what the agent's file says wins.
    var environment: [String: String] = [:]
    /// Files that must be there before it starts, by absolute path; one that is there already stays as it is.
    var files: [String: String] = [:]
    /// What is fed to standard input before anything else, for a program that reads its prompt there to the end.
    var input: [UInt8]? = nil
    /// Whether a conversation goes on over standard input.
    var conversing = true
}

/// How an agent CLI tells what it is.
struct Probing: Hashable, Sendable {
    /// Arguments after the program that make it print its version and exit.
    var version: [String]
    /// Variables of which one is enough to be logged in.
    var keys: [String]
    /// Files below the home folder of which one shows a login, such as `.codex/auth.json`.
    var logins: [String]
    /// Why the preset could not be tried where Skein is made; nil when it was.
    var untested: String?
}

extension SkillPlace {
    /// The standard's own place in a project. Agents that were not tried with it are told as well.
    static let standard = SkillPlace(.worktree, ".agents/skills", isNative: false)
    /// Claude Code reads no other place than its own, also below each folder that it is given with `--add-dir`.
    static let claude = SkillPlace(.run, ".claude/skills", isNative: true)
    /// Codex reads the standard's.
    static let codex = SkillPlace(.worktree, ".agents/skills", isNative: true)
}
