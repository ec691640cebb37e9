extension Rejection {
    public static func unknown(_ ticket: Ticket.ID) -> Rejection {
        Rejection(.unknownTicket, "There is no ticket \(ticket): `skein ticket list` shows those there are.")
    }

    public static func unknown(_ run: Run.ID) -> Rejection {
        Rejection(.unknownRun, "There is no run \(run): `skein runs` shows those there are.")
    }

    public static func unknown(_ request: Request.ID) -> Rejection {
        Rejection(.unknownRequest, "There is no request \(request): `skein inbox` shows those that are open.")
    }

    public static func unknown(_ change: Change.ID) -> Rejection {
        Rejection(.unknownChange, "There is no change \(change): `skein queue` shows those there are.")
    }

    public static func unknown(_ rescue: Rescue.ID) -> Rejection {
        Rejection(.unknownRescue, "There is no rescue \(rescue): `skein rescue list --all` shows those there are.")
    }

    public static func unknown(_ agent: Agent.ID, known: [Agent.ID]) -> Rejection {
        Rejection(
            .unknownAgent,
            "There is no agent \(shown(agent.name)): "
                + "\(suggestion(agent.name, among: known.map(\.name), noun: "agent")) "
                + "An agent is a file agents/NAME.md.")
    }

    public static func unknown(_ project: Project.ID, known: [Project.ID]) -> Rejection {
        Rejection(
            .unknownProject,
            "There is no project \(shown(project.name)): "
                + "\(suggestion(project.name, among: known.map(\.name), noun: "project")) "
                + "Projects are listed in skein.yaml.")
    }

    public static func unknown(_ schedule: Schedule.ID, known: [Schedule.ID]) -> Rejection {
        Rejection(
            .unknownSchedule,
            "There is no schedule \(shown(schedule.name)): "
                + "\(suggestion(schedule.name, among: known.map(\.name), noun: "schedule")) "
                + "Schedules are listed in skein.yaml.")
    }

    static func tooLong(_ what: String, _ size: Int, limit: Int) -> Rejection {
        Rejection(
            .textTooLong,
            "The \(what) is \(size) long and \(limit) is allowed: put the rest into a file of the repository "
                + "and name it."
        )
    }

    /// What somebody sent as a name can be a megabyte long.
    private static func shown(_ name: String) -> String {
        name.utf8.count <= 80 ? name : "\(name.prefix(40))…"
    }

    private static func suggestion(_ name: String, among known: [String], noun: String) -> String {
        if let near = Spelling.nearest(to: name, among: known) { return "did you mean \(near)?" }
        if known.isEmpty { return "no \(noun) is configured yet." }
        return "there are \(known.sorted().prefix(12).joined(separator: ", "))."
    }
}

/// Finds what somebody probably meant.
public enum Spelling {
    /// The closest of `known` when it is at most a third of the word away; nil when none is near.
    public static func nearest(to word: String, among known: [String]) -> String? {
        // The cost grows with the length of what somebody sent; no name is longer than 40.
        guard word.utf8.count <= 80 else { return nil }
        let ranked = known.map { (distance: distance(word, $0), name: $0) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(1, word.count / 3) ? best.name : nil
    }

    /// Levenshtein's distance, in bytes.
    static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (line, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in right.indices {
                let replaced = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, min(diagonal, row[column]) + 1)
            }
        }
        return row[right.count]
    }
}
