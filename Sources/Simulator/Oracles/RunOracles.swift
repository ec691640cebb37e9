import Domain
import Storage

/// Rule 1: never two live runs on a ticket. The world watches the processes.
struct OneLiveRunOracle: Oracle {
    let rule = Rule.oneLiveRun
    private var tickets: [String: Int64] = [:]
    private var live: [Int64: String] = [:]

    mutating func read(_ line: Line, _ world: World) -> String? {
        guard line.noun == "run" else { return nil }
        switch line.name {
        case "claimed":
            guard let ticket = line.fields["ticket"].number else { return "a claim without a ticket" }
            defer { live[ticket] = line.subject }
            tickets[line.subject] = ticket
            return live[ticket].map { "T-\(ticket) is claimed by \(line.subject) while \($0) lives" }
        case "ended":
            guard let ticket = tickets[line.subject] else { return "\(line.subject) ends and never began" }
            if live[ticket] == line.subject { live[ticket] = nil }
        default: break
        }
        return nil
    }
}

/// Rule 2: a stale token changes nothing, and neither does a server that another has followed.
struct StaleTokenOracle: Oracle {
    let rule = Rule.staleToken
    private var tokens: [Int64: Int64] = [:]
    private var ended: Set<Int64> = []
    private var newest: Int64 = 0
    private var epoch: Int64 = 0

    mutating func tried(_ claim: Simulation.Claim, isWritten: Bool) -> String? {
        guard isWritten else { return nil }
        let run = claim.run.number
        if let token = claim.token, token != tokens[run] {
            return "\(claim.run) is written to with token \(token), and \(tokens[run] ?? 0) is the newest"
        }
        if ended.contains(run) { return "\(claim.run) is written to after its end" }
        if let claimed = claim.epoch, claimed != epoch {
            return "\(claim.run) is taken over by the server of epoch \(claimed), and \(epoch) is the latest"
        }
        return nil
    }

    mutating func read(_ line: Line, _ world: World) -> String? {
        switch (line.noun, line.name) {
        case ("workspace", "serverStarted"):
            let started = line.fields["epoch"].number ?? 0
            defer { epoch = started }
            return started > epoch ? nil : "a server starts with epoch \(started) after \(epoch)"
        case ("run", "claimed"), ("run", "adopted"):
            let lease = line.fields["lease"]
            guard let token = lease["token"].number, token > newest else {
                return "\(line.subject) gets a token that is not newer than \(newest)"
            }
            newest = token
            tokens[line.id] = token
            return lease["epoch"].number == epoch ? nil : "\(line.subject) gets a lease of another epoch than \(epoch)"
        case ("run", "ended"): return ended.insert(line.id).inserted ? nil : "\(line.subject) ends twice"
        default: return nil
        }
    }
}

/// Rule 5, as far as it goes before there are limits: each token is counted once.
struct UsageOracle: Oracle {
    let rule = Rule.countedOnce
    private var counted: [Int64: Int64] = [:]

    mutating func read(_ line: Line, _ world: World) -> String? {
        guard line.noun == "run" else { return nil }
        let process = world.processes[Run.ID(number: line.id)]
        switch line.name {
        case "used":
            let figure = line.fields["usage"]["inputTokens"].number ?? 0
            counted[line.id] = figure
            let said = process?.log.contains {
                if case .used(let used) = $0 { used.inputTokens == figure } else { false }
            }
            return said == true ? nil : "\(line.subject) counts \(figure), which its agent never said"
        case "ended":
            guard let process, counted[line.id] != process.saidUse else { return nil }
            return "\(line.subject) ends with \(counted[line.id] ?? 0) counted, and \(process.saidUse ?? 0) used"
        default: return nil
        }
    }

    mutating func finish(_ world: World, _ tables: any Transaction, at now: Int64) throws -> String? {
        for row in try tables.rows("SELECT id, usage FROM run ORDER BY id", []) {
            let stored = row.optionalText(1).flatMap { Plain($0) }?["inputTokens"].number
            let told = counted[row.integer(0)]
            if stored != told {
                return "R-\(row.integer(0)) has \(stored ?? 0) counted, and its events say \(told ?? 0)"
            }
        }
        return nil
    }
}
