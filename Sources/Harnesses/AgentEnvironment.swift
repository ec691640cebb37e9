import Domain
import Orchestration
import Processes

/// The environment of agents' processes: an allow-list, nothing else of the server's comes through.
public struct AgentEnvironment: Sendable {
    /// The server's own environment.
    let server: [String: String]
    /// The way to Skein's tools; nil when there is none.
    var door: ToolDoor?

    /// The whole environment of a run's process.
    ///
    /// - Parameter program: what the agent's program wants set; what the agent's file says wins.
    func variables(_ assignment: Assignment, program: [String: String] = [:]) -> [String: String] {
        var variables = Self.variables(of: assignment.agent.definition, server: server, program: program)
        variables.merge(skein(assignment)) { _, ours in ours }
        if let door { variables.merge(door.variables(assignment)) { _, ours in ours } }
        variables.merge(git(assignment.agent.id)) { configured, _ in configured }
        return variables
    }

    /// What an agent gets whatever its run: what the server may pass on, and what its file says.
    public static func variables(
        of definition: Agent.Definition, server: [String: String], program: [String: String] = [:]
    ) -> [String: String] {
        let allowed = ChildEnvironment.inherited.union(definition.passEnvironment)
        var variables = server.filter { allowed.contains($0.key) }
        variables.merge(program) { _, theirs in theirs }
        variables.merge(definition.environment) { _, configured in configured }
        return variables
    }

    private func skein(_ assignment: Assignment) -> [String: String] {
        let places = assignment.places
        var variables = [
            "SKEIN_RUN": assignment.run.id.description,
            "SKEIN_TICKET": assignment.ticket.id.description,
            "SKEIN_TICKET_TITLE": assignment.ticket.content.title,
            "SKEIN_AGENT": assignment.agent.id.name,
            "SKEIN_PROJECT": assignment.project.id.name,
            "SKEIN_BRANCH": assignment.ticket.branch,
            "SKEIN_ATTEMPT": "\(assignment.run.attempt)",
            "SKEIN_WORKTREE": places.worktree,
            "SKEIN_PROMPT_FILE": places.prompt,
            "SKEIN_RESULT_FILE": places.result,
            Self.markName: places.runFolder,
        ]
        if assignment.returned != nil { variables["SKEIN_EVIDENCE"] = places.evidence }
        if let model = assignment.run.choice.model { variables["SKEIN_MODEL"] = model }
        return variables
    }

    private func git(_ agent: Agent.ID) -> [String: String] {
        [
            "GIT_AUTHOR_NAME": agent.name, "GIT_AUTHOR_EMAIL": "\(agent.name)@skein.invalid",
            "GIT_COMMITTER_NAME": agent.name, "GIT_COMMITTER_EMAIL": "\(agent.name)@skein.invalid",
            "GIT_TERMINAL_PROMPT": "0",
        ]
    }

    /// What every process of the run carries in its environment, and no other process does.
    static func marker(_ assignment: Assignment) -> String { "\(markName)=\(assignment.places.runFolder)" }

    /// The variable that carries the mark.
    static let markName = "SKEIN_RUN_FOLDER"
}
