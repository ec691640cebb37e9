import Domain
import Orchestration
import Storage

extension Simulation {
    /// The storm ends, the files are whole again, people answer: all that can end does, woken by nothing but its own
    /// writes and alarms.
    func settle() throws {
        weather = .calm
        world.isFickle = false
        echoes = []
        let person = Actor.person("ann")
        if server == nil { try startServer() }
        try perform(ApplyConfiguration(People.configuration), by: person)
        try perform(Thaw(), by: person)
        for agent in People.agents { try perform(Resume(agent: agent), by: person) }
        server?.wake()
        try runDown()
        for _ in 0..<5 {
            let held = try read { try $0.heldChanges().map(\.ticket) }
            if held.isEmpty { break }
            for ticket in held { try perform(ReopenTicket(ticket: ticket), by: person) }
            try runDown()
        }
    }

    /// Until nothing moves any more; what goes on for ever is a fault.
    private func runDown() throws {
        let limit = steps + 4000
        while try calmStep() {
            try observe()
            if steps > limit { return watch.report(Fault(rule: 12, sentence: "the workspace never comes to rest")) }
        }
    }

    /// Does one thing that can be done; false when only time could change anything and no alarm is set.
    private func calmStep() throws -> Bool {
        guard let server else { return false }
        if !server.actions.isEmpty {
            try actOnRuns()
        } else if server.isRunsAwake || (server.alarm.map { $0 <= now } ?? false) {
            try passOverRuns()
        } else if server.isMergesAwake {
            try passOverMerges()
        } else if let run = runnableRuns.first {
            try advance(run)
        } else if let change = runnableMerges.first {
            try advance(change)
        } else if let run = runnableProcesses.first {
            world.act(run)
        } else if let ticket = try unneeded().first {
            try ask { $0.retire(ticket.id, in: ticket.content.project, isClosed: true) }.get()
        } else if let request = try read({ try $0.openRequests().first }) {
            try perform(
                AnswerRequest(request: request.id, answer: .deny(reason: "no"), person: "ann"), by: .person("ann"))
            world.processes[request.run]?.answers.insert(request.content.id)
        } else {
            return waitForNext(server)
        }
        return true
    }

    private func waitForNext(_ server: Server) -> Bool {
        if endHanging() { return true }
        let hanging = world.alive.compactMap { world.processes[$0] }.filter { $0.acts.first == .hang }
        let instants = hanging.map { $0.startedAt + .hours(1) + .seconds(1) } + [server.nextInstant].compactMap { $0 }
        guard let next = instants.min(), next > now else { return false }
        now = next
        endHanging()
        note("the clock shows \(now.milliseconds)")
        return true
    }

    /// A day on which nothing happens: the server is woken for nothing now and then, and must do nothing.
    func idle() throws {
        coverage.count("idle days")
        watch.beginIdleDay()
        for _ in 0..<4 {
            now = now + .hours(6)
            server?.wake()
            while try calmStep() { try observe() }
            try observe()
        }
    }
}
