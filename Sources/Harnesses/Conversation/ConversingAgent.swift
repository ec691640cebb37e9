import Domain
import Foundation
import Orchestration
import Processes
import Synchronization

/// A harness for agent CLIs that speak a protocol: whatever the dialect, the conversation is held the same way.
struct ConversingAgent: ConversingHarness {
    let program: any AgentProgram
    let shim: ShimHost
    let environment: AgentEnvironment
    let clock: any WallClock
    let skills: (any SkillSite)?
    let conversations: Conversations

    var capabilities: [Capability] { program.capabilities }

    func hasStarted(_ assignment: Assignment) -> Bool { assignment.places.hasProcess }

    func start(_ assignment: Assignment) async throws {
        var opening = opening(assignment)
        opening.prompt = assignment.brief(with: try await skills?.supply(assignment, at: program.skills) ?? [])
        let launch = program.launch(opening)
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            try LaunchFile.write(Data(opening.prompt.utf8), to: assignment.places.prompt)
            try LaunchFile.write(try encoder.encode(opening), to: assignment.places.opening)
            for (path, text) in launch.files where !FileManager.default.fileExists(atPath: path) {
                try LaunchFile.write(Data(text.utf8), to: path)
            }
            _ = try await shim.start(self.launch(launch, assignment), in: assignment.places.process)
        } catch let failure as ProcessFailure {
            throw WorldFailure(failure.description)
        }
    }

    func follow(
        _ assignment: Assignment, report: @escaping Report
    ) async throws -> Ending {
        let folder = RunFolder(assignment.places.process)
        guard FileManager.default.fileExists(atPath: assignment.places.opening) else {
            // The agent deleted its run's folder: it cannot be followed, and must not work on beside the next run.
            try await folder.killLeftovers(environmentMarker: AgentEnvironment.marker(assignment))
            return .failed(.lost)
        }
        do {
            return try await hold(assignment, folder, report)
        } catch {
            guard let damage = RecordDamage(assignment.places, after: error) else { throw error }
            return try await abandon(assignment, damage)
        }
    }

    private func hold(
        _ assignment: Assignment, _ folder: RunFolder, _ report: @escaping Report
    ) async throws -> Ending {
        let opening = try JSONDecoder().decode(
            Opening.self, from: Data(contentsOf: URL(filePath: assignment.places.opening)))
        let variables = environment.variables(assignment, program: program.launch(opening).environment)
        let services = program.services(opening, environment: variables)
        let conversation = Conversation(folder, services: services, report: report)
        conversations.add(conversation, assignment.run.id)
        defer { conversations.remove(assignment.run.id) }
        let exchange = Exchange(program.dialect(opening), policy: opening.policy)
        let record = try ConversationRecord(exchange, assignment.places, clock: clock)
        do {
            let (exit, end) = try await conversation.hold(record)
            if let exit { return Conclusion(exit, end, assignment.places, endsByExit: program.endsByExit).ending }
            try await folder.killLeftovers(environmentMarker: AgentEnvironment.marker(assignment))
        } catch let failure as ProcessFailure where failure.code == .recordUnreadable {
            // The record is what proves success; without it the run counts as lost.
        }
        return .failed(.lost)
    }

    /// Nobody can follow it any more, and it would hold its agent and ticket for ever: it is ended, and has failed.
    private func abandon(_ assignment: Assignment, _ damage: RecordDamage) async throws -> Ending {
        let folder = RunFolder(assignment.places.process)
        do {
            try await folder.stop(grace: .seconds(5))
            _ = try await folder.follow {}
        } catch is ProcessFailure {
            // How it ended does not matter any more.
        }
        try await folder.killLeftovers(environmentMarker: AgentEnvironment.marker(assignment))
        return .failed(.badResult(damage.sentence))
    }

    func tell(_ run: Run.ID, _ control: AgentControl) async throws -> Bool {
        guard let conversation = conversations.conversation(of: run) else {
            throw WorldFailure("\(run) is just being started or taken over: try again in a moment.")
        }
        return try await conversation.tell(control)
    }

    func stop(_ assignment: Assignment) async {
        do {
            // By protocol first: an agent that is told keeps its session in order.
            _ = try await conversations.conversation(of: assignment.run.id)?.tell(.interrupt)
            try await RunFolder(assignment.places.process).stop(grace: .seconds(5))
        } catch {
            // It ended this moment; whoever follows it sees how.
        }
    }

    func opening(_ assignment: Assignment) -> Opening {
        let choice = assignment.run.choice
        let definition = assignment.agent.definition
        let home = "\(assignment.places.state)/agents/\(assignment.agent.id)/\(choice.harness)"
        var opening = Opening(
            run: assignment.run.id.number, prompt: assignment.brief, worktree: assignment.places.worktree,
            writable: [assignment.places.runFolder], model: choice.model, effort: choice.effort,
            permissions: definition.permissions, session: choice.resumes.map { .resumed(id: $0) } ?? .fresh,
            home: definition.isIsolated ? home : nil,
            usesClientTools: definition.usesClientTools)
        opening.policy = definition.policy
        opening.tools = environment.door?.server(assignment)
        return opening
    }

    func launch(_ program: ProgramLaunch, _ assignment: Assignment) -> Launch {
        Launch(
            arguments: program.arguments,
            environment: environment.variables(assignment, program: program.environment),
            workingDirectory: assignment.places.worktree, input: program.input, keepsInputOpen: program.conversing,
            deadline: (assignment.run.startedAt + assignment.agent.definition.timeLimit).milliseconds,
            grace: .seconds(5), outputLimit: 256 << 20)
    }
}

/// The conversations that this server holds.
public final class Conversations: Sendable {
    private let live = Mutex<[Run.ID: Conversation]>([:])

    public init() {}

    func add(_ conversation: Conversation, _ run: Run.ID) { live.withLock { $0[run] = conversation } }
    func remove(_ run: Run.ID) { live.withLock { _ = $0.removeValue(forKey: run) } }
    func conversation(of run: Run.ID) -> Conversation? { live.withLock { $0[run] } }
}

extension Places {
    /// Whether a process was started for this run before.
    var hasProcess: Bool {
        let folder = RunFolder(process)
        // An unreadable record is a start that went wrong later; `follow` reports it.
        return folder.isAlive
            || ["pid.json", "exit.json"].contains {
                FileManager.default.fileExists(atPath: "\(folder.path)/\($0)")
            }
    }
}
