import Domain
import Orchestration
import Storage
import Wire

extension AgentBody {
    init(_ agent: Agent, live: [Run], capabilities: [Capability]) {
        let definition = agent.definition
        self.init(
            name: agent.id.name, role: definition.role, manager: definition.manager?.name,
            harness: definition.harness.name, model: definition.model, instructions: definition.instructions,
            maxRuns: definition.maxRuns, liveRuns: live.map(\.id.description), isPaused: agent.isPaused,
            isRetired: agent.isRetired,
            capabilities: capabilities.map {
                CapabilityBody(name: $0.name, isSupported: $0.isSupported, reason: $0.reason)
            })
    }
}

extension AgentBody {
    /// As the board shows it: without the long texts.
    var light: AgentBody {
        var light = self
        light.instructions = ""
        light.capabilities = []
        return light
    }
}

extension ProjectBody {
    init(_ project: Project) {
        self.init(
            name: project.id.name, path: project.definition.path, target: project.definition.target,
            gates: project.definition.gates.map(\.name), isRetired: project.isRetired)
    }
}

extension JournalBody {
    init(_ entry: JournalEntry) throws {
        let columns = try EventColumns(entry.event)
        self.init(
            position: entry.position, at: entry.at.milliseconds, actor: entry.actor, cause: entry.cause,
            noun: columns.noun, subject: columns.subject, name: columns.name, payload: columns.payload, hash: entry.hash
        )
    }
}
