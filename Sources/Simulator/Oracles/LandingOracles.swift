import Domain
import Storage

/// Rule 3: every commit that the target branch was moved to carries a tree that passed every gate of its project.
struct GreenTargetOracle: Oracle {
    let rule = Rule.greenTarget
    private var gates: [String: [Plain]] = [:]
    private var projects: [Int64: String] = [:]
    private var trees: [Int64: String] = [:]
    /// Commits whose publication was begun, with the tree that was to be proven.
    private var announced: [String: String] = [:]
    private var seen: [Project.ID: Int] = [:]

    mutating func read(_ line: Line, _ world: World) -> String? {
        switch (line.noun, line.name) {
        case ("project", "configured"): gates[line.subject] = line.fields["definition"]["gates"].list
        case ("change", "submitted"): projects[line.id] = line.fields["project"].text
        case ("change", "candidateBuilt"): trees[line.id] = line.fields["candidate"]["tree"].text
        case ("change", "publishing"): return publishing(line, world)
        default: break
        }
        return nil
    }

    private mutating func publishing(_ line: Line, _ world: World) -> String? {
        guard let tree = trees[line.id], let commit = line.fields["commit"].text else {
            return "\(line.subject) is published without a tree"
        }
        announced[commit] = tree
        let wanted = gates[projects[line.id] ?? ""] ?? []
        if wanted.isEmpty { return "\(line.subject) is published without any gate" }
        for gate in wanted {
            let hasPassed = world.gateRuns.contains { run in
                run.tree == tree && run.verdict == .passed && run.gate.name == gate["name"].text
                    && run.gate.command == gate["command"].list.compactMap(\.text)
            }
            if !hasPassed {
                return "\(line.subject) is published, and \(gate["name"].text ?? "") never passed on \(tree)"
            }
        }
        return nil
    }

    mutating func look(_ world: World, _ tables: any Transaction) -> String? {
        for (project, repository) in world.repositories {
            let known = seen[project] ?? 1
            guard repository.target.count > known else { continue }
            seen[project] = repository.target.count
            for index in known..<repository.target.count where repository.target[index].isOurs {
                let commit = repository.target[index].commit
                if announced[commit.id] != commit.tree {
                    return "\(project) was moved to \(commit.id), which nothing proved"
                }
                if !commit.parents.contains(repository.target[index - 1].commit.id) {
                    return "\(project) was moved to \(commit.id), and what it pointed to before is gone"
                }
            }
        }
        return nil
    }
}

/// Rule 4: `done` implies landed, or that there truly was nothing to do.
struct DoneOracle: Oracle {
    let rule = Rule.doneIsLanded
    private var heads: [Int64: (change: Int64, head: String, project: String)] = [:]
    private var open: Set<Int64> = []
    private var runs: [Int64: Int64] = [:]

    mutating func read(_ line: Line, _ world: World) -> String? {
        switch (line.noun, line.name) {
        case ("run", "claimed"): if let ticket = line.fields["ticket"].number { runs[ticket] = line.id }
        case ("change", "submitted"):
            guard let ticket = line.fields["ticket"].number else { return "a change without a ticket" }
            let fields = line.fields
            heads[ticket] = (line.id, fields["head"].text ?? "", fields["project"].text ?? "")
            open.insert(line.id)
        case ("change", "rejected"), ("change", "conflicted"), ("change", "withdrawn"): open.remove(line.id)
        case ("change", "landed"):
            let commit = line.fields["commit"].text ?? ""
            if !world.repositories.values.contains(where: { $0.contains(commit) }) {
                return "\(line.subject) is landed with \(commit), which no target branch ever pointed to"
            }
        case ("ticket", "done"): return done(line.id, world)
        default: break
        }
        return nil
    }

    private func done(_ ticket: Int64, _ world: World) -> String? {
        if let last = heads[ticket], open.contains(last.change) {
            let repository = world.repositories[Project.ID(name: last.project)]
            let patches = world.commits[last.head]?.patches ?? []
            return repository.map { patches.isSubset(of: $0.tip.patches) } == true
                ? nil : "T-\(ticket) is done, and C-\(last.change) is not on its target"
        }
        guard let run = runs[ticket].map(Run.ID.init(number:)), case .nothingToDo? = world.processes[run]?.ending,
            case .some(nil) = world.collected[run]
        else { return "T-\(ticket) is done, and neither landed nor was there nothing to do" }
        return nil
    }
}

/// Rule 11: an unknown answer destroys nothing. What landed stays landed; who works is not said to have ended.
struct UnknownAnswerOracle: Oracle {
    let rule = Rule.unknownAnswers
    private var commits: [Int64: String] = [:]

    mutating func read(_ line: Line, _ world: World) -> String? {
        switch (line.noun, line.name) {
        case ("change", "publishing"): commits[line.id] = line.fields["commit"].text
        case ("change", "requeued"), ("change", "held"), ("change", "withdrawn"), ("change", "rejected"):
            guard let commit = commits.removeValue(forKey: line.id) else { return nil }
            let hasLanded = world.repositories.values.contains { $0.contains(commit) }
            return hasLanded ? "\(line.subject) is \(line.name), and its commit is on the target" : nil
        case ("run", "ended"):
            let isAlive = world.processes[Run.ID(number: line.id)]?.isAlive == true
            return isAlive ? "\(line.subject) is ended, and its process works on" : nil
        default: break
        }
        return nil
    }
}

/// Rule 7: what an agent made is in a worktree, on a branch, in a rescue or on the target.
struct KeptWorkOracle: Oracle {
    let rule = Rule.keptWork
    private var moves = 0

    mutating func read(_ line: Line, _ world: World) -> String? {
        guard line.noun == "change", line.name == "submitted", let head = line.fields["head"].text else { return nil }
        let isHeld = world.repositories.values.contains { repository in
            repository.branches.values.contains { $0.id == head }
        }
        return isHeld ? nil : "\(line.subject) is submitted with \(head), which no branch holds"
    }

    mutating func look(_ world: World, _ tables: any Transaction) -> String? {
        guard world.moves != moves else { return nil }
        moves = world.moves
        let lost = world.lost
        return lost.isEmpty ? nil : "\(lost.count) patches are to be found nowhere"
    }
}
