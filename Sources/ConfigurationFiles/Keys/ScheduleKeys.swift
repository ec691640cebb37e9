import Domain
import Foundation

extension Schedule.Definition: Draft {
    static var blank: Schedule.Definition { Schedule.Definition(cron: .never, ticket: .blank) }
}

extension Key<Schedule.Definition> {
    /// The keys of `schedules.NAME`.
    static let schedule: [Key] = [
        Key("cron", cron, isRequired: true) { value, target, reading in
            if let cron = reading.cron(value) { target.cron = cron }
        },
        Key("zone", zone) { value, target, reading in
            if let zone = reading.zone(value) { target.zone = zone }
        },
        .duration(
            "jitter", \.jitter, Span(milliseconds: 0) ... .hours(12), example: "10m",
            "Each time is put off by a part of this, always the same part for the same time, so that not all "
                + "schedules start at once."),
        .choice(
            "catchUp", \.catchUp, example: .all,
            "What becomes of times that came while no server was there: nothing, one ticket for all of them, or a "
                + "ticket for each of the last 24. A time is missed when it is more than a minute past."),
        .flag("overlap", \.overlap, "Write a ticket though the last one is neither done nor cancelled."),
        .choice(
            "onlyIf", \.onlyIf, example: .agentNews,
            "What must have happened for a ticket: `agentNews`, a person or another agent did something to a ticket "
                + "of the assignee's since the assignee last worked; `projectNews`, something happened in the project "
                + "since the last ticket of the schedule, and not because of it. Otherwise the time passes, and costs "
                + "nothing."
        ),
        Key("ticket", ticket, isRequired: true) { value, target, reading in
            reading.section(value, Key<TicketTemplate>.template, "a ticket", into: &target.ticket)
        },
    ]

    private static var cron: KeyPage {
        KeyPage(
            type: "a cron expression", standard: "must be written",
            bounds: "five fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`",
            example: "cron: \"0 9 * * mon-fri\"",
            meaning: "Minute, hour, day of the month, month, day of the week: numbers, names, ranges, steps and lists. "
                + "When neither day field begins with `*`, one of the two is enough.")
    }

    private static var zone: KeyPage {
        KeyPage(
            type: "a time zone", standard: "`UTC`", bounds: "a name of the IANA database",
            example: "zone: Europe/Berlin",
            meaning: "Whose clocks are meant. A time that clocks skip is the next one that exists; one that they show "
                + "twice is meant once. Where the hour is `*`, hours that pass are meant.")
    }

    private static var ticket: KeyPage {
        KeyPage(
            type: "a map", standard: "must be written", bounds: "see `ticket` below",
            example: "ticket: { title: \"News of {date}\", assignee: ada }", meaning: "What is written.")
    }
}

extension Reading {
    func schedules(_ value: Value) -> [Schedule.ID: Schedule.Definition] {
        guard let pairs = pairs(value, expecting: "a map of schedules") else { return [:] }
        var found: [Schedule.ID: Schedule.Definition] = [:]
        for (name, child) in pairs where check(name: name, "schedule", at: child.place) {
            var definition = Schedule.Definition.blank
            let example = "\(name): { cron: \"@daily\", ticket: { title: Look around } }"
            section(child.showing(example), Key<Schedule.Definition>.schedule, "schedule \(name)", into: &definition)
            found[Schedule.ID(name: name)] = definition
        }
        return found
    }

    fileprivate func cron(_ value: Value) -> Cron? {
        guard let text = line(value) else { return nil }
        do throws(Cron.Fault) {
            return try Cron(text)
        } catch {
            report(value, "\(quoted(text)) is no cron expression: \(error.problem)", error.advice)
            return nil
        }
    }

    fileprivate func zone(_ value: Value) -> String? {
        guard let name = line(value) else { return nil }
        if name == "UTC" || name.contains("/") && TimeZone(identifier: name) != nil { return name }
        let known = TimeZone.knownTimeZoneIdentifiers
        let near = Spelling.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
        report(
            value, "there is no time zone \(quoted(name))",
            near ?? "write a name of the IANA database such as `Europe/Berlin`, or `UTC`")
        return nil
    }
}
