import Domain

/// Changes of random projects, and a git and gates that answer by a seed.
struct MergeWorld {
    private(set) var changes: [Change] = []
    private(set) var landed: [Change] = []
    private var tickets: [Ticket.ID: Ticket] = [:]
    private var passed: [String: Set<Gate>] = [:]
    private var gates: [Project.ID: [Gate]] = [:]
    private var targets: [Project.ID: Int] = [:]
    private var random: Seed

    init(seed: UInt64) {
        random = Seed(seed)
        for number in 1...Int64(random.next(1...12)) {
            let project = Project.ID(name: "p\(random.next(0...2))")
            gates[project] = gates[project] ?? [Given.test, Given.lint]
            var change = Change(id: Change.ID(number: number))
            let ticket = Ticket.ID(number: number)
            change.apply(.submitted(ticket: ticket, run: Given.run, project: project, head: Given.head), at: Given.now)
            changes.append(change)
            tickets[ticket] = Given.ticket(.submitted(change: change.id, summary: ""), id: ticket)
        }
    }

    /// The first active change of each project, as the store finds them.
    var heads: [QueueHead] {
        Dictionary(grouping: changes.filter(\.state.isActive), by: \.project).values.compactMap { queue in
            queue.min { $0.id < $1.id }
        }.sorted { $0.id < $1.id }.map { change in
            QueueHead(change: change, gates: gates[change.project] ?? [], passed: known(change.state.candidate?.tree))
        }
    }

    func wasProven(_ change: Change) -> Bool { change.candidates > 0 }

    private func known(_ tree: String?) -> Set<Gate> { tree.flatMap { passed[$0] } ?? [] }

    /// Does what a reconciler would do: asks the world, then performs the command with its answer.
    mutating func carryOut(_ action: MergeAction) throws {
        let id = action.change
        guard let change = changes.first(where: { $0.id == id }) else { return }
        if random.chance(5) { targets[change.project, default: 0] += 1 }
        if random.chance(3) { gates[change.project] = random.chance(50) ? [Given.test] : [Given.lint, Given.test] }
        switch action {
        case .buildCandidate: try build(change)
        case .runGate(_, let gate): try run(gate, on: change)
        case .publish: try perform(BeginPublishing(change: id, commit: "commit-\(id)"), change)
        case .hold(_, let reason): try perform(HoldChange(change: id, reason: reason), change)
        case .settle:
            if change.state.candidate?.target == target(change) {
                try perform(ConfirmLanding(change: id, commit: "commit-\(id)"), change)
                targets[change.project, default: 0] += 1
            } else {
                try perform(RequeueChange(change: id, reason: "the target moved"), change)
            }
        }
    }

    private func target(_ change: Change) -> String { "target-\(targets[change.project, default: 0])" }

    private mutating func build(_ change: Change) throws {
        if random.chance(10) { return try perform(RecordConflict(change: change.id, files: ["a"]), change) }
        let candidate = Change.Candidate(target: target(change), tree: "tree-\(change.id)-\(target(change))")
        try perform(RecordCandidate(change: change.id, candidate: candidate), change, tree: candidate.tree)
    }

    private mutating func run(_ gate: Gate, on change: Change) throws {
        let tree = change.state.candidate?.tree ?? ""
        let verdict: GateResult.Verdict = random.chance(80) ? .passed : random.pick([.failed, .timedOut, .infraError])
        let result = GateResult(gate: gate, tree: tree, verdict: verdict, duration: .seconds(1), output: "")
        try perform(FinishGate(change: change.id, result: result), change)
        if verdict == .passed { passed[tree, default: []].insert(gate) }
    }

    private mutating func perform<C: Command>(
        _ command: C, _ change: Change, tree: String? = nil
    ) throws where C.Slice == ChangeSlice {
        var project = Project(id: change.project)
        project.apply(
            .configured(definition: .init(path: "/p", target: "main", gates: gates[change.project] ?? [])),
            at: Given.now)
        let slice = Given.slice(
            change, ticket: tickets[change.ticket], project: project,
            passed: known(tree ?? change.state.candidate?.tree))
        for case .change(_, let event) in try command.decide(slice, at: Given.now) {
            for index in changes.indices where changes[index].id == change.id {
                changes[index].apply(event, at: Given.now)
                if case .landed = event { landed.append(changes[index]) }
            }
        }
    }
}
