import Domain

/// What `skein.yaml` says, before it is checked against the other files and the disk.
struct WorkspaceDraft: Draft {
    var settings = Workspace.Settings()
    var allowPaths: [String] = []
    /// In the order of the file; paths as they are written.
    var projects: [(id: Project.ID, definition: Project.Definition)] = []
    var schedules: [Schedule.ID: Schedule.Definition] = [:]
    var rules: [Rule.ID: RuleDraft] = [:]

    static var blank: WorkspaceDraft { WorkspaceDraft() }
}

extension RetryPolicy: Draft {
    static var blank: RetryPolicy { RetryPolicy() }
}

extension Retention: Draft {
    static var blank: Retention { Retention() }
}

extension Key<WorkspaceDraft> {
    /// The keys at the top of `skein.yaml`.
    static let workspace: [Key] = [
        .line("name", \.settings.name, example: "orchard", "What people call the workspace."),
        .count("maxRuns", \.settings.maxRuns, 1...1000, example: 4, "Agents at work at once, over all projects."),
        .duration(
            "ageing", \.settings.ageing, .minutes(1) ... .days(365), example: "4h",
            "How much older a ticket must be to overtake one that is a priority level above it."),
        .count(
            "maxReturns", \.settings.maxReturns, 0...100, example: 1,
            "How often a change that failed a gate or conflicts goes back to its agent before a person is asked."),
        .section(
            "retry", \.settings.retry, Key<RetryPolicy>.retry, example: "{ maxAttempts: 3, base: 10s, cap: 10m }",
            "When a failed run is tried again."),
        .section(
            "health", \.settings.health, Key<HealthPolicy>.health, example: "{ disk: 90 }",
            "When watchdogs and circuit breakers act."),
        .section(
            "retention", \.settings.retention, Key<Retention>.retention, example: "{ removeRunsAfter: 90d }",
            "How long what nobody works with any more is kept."),
        .list("allowPaths", \.allowPaths, allowPaths),
        Key("projects", projects, isRequired: true) { value, target, reading in
            target.projects = reading.projects(value)
        },
        Key("schedules", schedules) { value, target, reading in target.schedules = reading.schedules(value) },
        Key("on", rules) { value, target, reading in target.rules = reading.rules(value) },
    ]

    private static var allowPaths: KeyPage {
        KeyPage(
            type: "a list of folders", standard: "`[]`", bounds: "absolute paths of folders that exist",
            example: "allowPaths: [/srv/web]",
            meaning: "Folders outside the workspace that projects may lie in. Every other project path must lead, "
                + "symbolic links followed, into the folder of `skein.yaml`.")
    }

    private static var projects: KeyPage {
        KeyPage(
            type: "a map of projects", standard: "must be written", bounds: "at least one; see `projects.NAME` below",
            example: "projects: { web: { path: ., target: main, gates: { test: [make, test] } } }",
            meaning: "The repositories that tickets change, by name.")
    }

    private static var schedules: KeyPage {
        KeyPage(
            type: "a map of schedules", standard: "`{}`", bounds: "see `schedules.NAME` below",
            example: "schedules: { news: { cron: \"0 9 * * mon\", ticket: { title: Collect the news } } }",
            meaning: "Tickets that are written again and again.")
    }

    private static var rules: KeyPage {
        KeyPage(
            type: "a map of rules", standard: "`{}`", bounds: "see `on.NAME` below",
            example: "on: { check: { event: ticket.done, ticket: { title: \"Check {ticket}\" } } }",
            meaning: "What is done when something happens.")
    }
}

extension Key<RetryPolicy> {
    /// The keys of `retry`.
    static let retry: [Key] = [
        .count(
            "maxAttempts", \.maxAttempts, 1...100, example: 3,
            "Runs of one ticket that may fail in a row before a person is asked."),
        .duration(
            "base", \.base, Span(milliseconds: 100) ... .days(1), example: "10s",
            "The pause after the first failure; it doubles with every further one."),
        .duration(
            "cap", \.cap, Span(milliseconds: 100) ... .days(30), example: "10m",
            "The longest pause; not below `base`."),
    ]
}

extension Key<Retention> {
    /// The keys of `retention`.
    static let retention: [Key] = [
        .duration(
            "trimLogsAfter", \.trimLogsAfter, .hours(1) ... .days(3650), example: "14d",
            "When a run has ended for so long, each of its logs is cut to its last `logSize`. "
                + "The last run of an open ticket is never touched."),
        .count("logSize", \.logSize, 16...1_048_576, example: 256, "KiB that stay of each log then."),
        .duration(
            "removeRunsAfter", \.removeRunsAfter, .hours(1) ... .days(3650), example: "90d",
            "When a run has ended for so long, its folder is removed; what it did stays in the journal."),
        .duration(
            "archiveJournalAfter", \.archiveJournalAfter, .hours(1) ... .days(3650), example: "365d",
            "Entries of the journal that are older move, 10,000 at a time, from the database to files in "
                + "`.skein/journal`; they can be read and checked as before."),
        .duration(
            "rescues", \.rescues, .days(1) ... .days(3650), example: "30d",
            "How long work stays that was saved before its worktree or branch went away."),
    ]
}

extension Span {
    static func days(_ days: Int64) -> Span { hours(days * 24) }
}

extension Reading {
    func projects(_ value: Value) -> [(id: Project.ID, definition: Project.Definition)] {
        guard let pairs = pairs(value, expecting: "a map of projects") else { return [] }
        if pairs.isEmpty { report(value, "there is no project") }
        return pairs.compactMap { name, child in
            let twin = pairs.first { $0.name != name && $0.name == name.lowercased() }
            if let twin {
                report(
                    at: child.place, "\(quoted(name)) differs from `\(twin.name)` only in case", "choose another name")
            } else if check(name: name, "project", at: child.place) {
                var definition = Project.Definition.blank
                let child = child.showing("\(name): { path: ., target: main, gates: { test: [make, test] } }")
                section(child, Key<Project.Definition>.project, "project \(name)", into: &definition)
                return (Project.ID(name: name), definition)
            }
            return nil
        }
    }
}
