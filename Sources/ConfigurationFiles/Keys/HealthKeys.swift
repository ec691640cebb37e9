import Domain

extension HealthPolicy: Draft {
    static var blank: HealthPolicy { HealthPolicy() }
}

extension HealthPolicy.Watch: Draft {
    static var blank: Self { HealthPolicy().silence }
}

extension HealthPolicy.Limit: Draft {
    static var blank: Self { HealthPolicy().crashes }
}

extension Key<HealthPolicy> {
    /// The keys of `health`.
    static let health: [Key] = [
        .watch("startUp", \.startUp, "An agent that has said nothing since its process started."),
        .watch("silence", \.silence, "A run that has written nothing, and waits for no tool and nobody's answer."),
        .watch(
            "noProgress", \.noProgress,
            "An agent that repeats the same tool call, while neither its files nor its ticket change."),
        .watch("tool", \.tool, "A tool call that does not end."),
        .watch("lease", \.lease, "A run without a process: it does not begin, or does not end after it was told to."),
        .count("disk", \.disk, 1...100, example: 95, "Percent of the disk in use at which nothing new starts."),
        .duration(
            "lag", \.lag, Span(milliseconds: 10) ... .hours(1), example: "1s",
            "How late the server may come to what it set itself, before the journal notes it."),
        .duration(
            "sweep", \.sweep, .seconds(10) ... .days(1), example: "10m",
            "How often processes that ended runs left behind are looked for, while runs live."),
        .count(
            "unchanged", \.unchanged, 2...100, example: 3,
            "Failed runs in a row that left a ticket's files as they were, after which it waits for a person."),
        .count(
            "startsPerHour", \.startsPerHour, 2...200, example: 20,
            "Runs of one ticket within an hour, after which it waits for a person."),
        .count(
            "rounds", \.rounds, 1...100, example: 3,
            "How often what an agent causes by mail or by handing tickets over may come back to it, before a person is "
                + "asked."),
        .limit(
            "failures", \.failures,
            "Failed runs of one agent, or with one harness's account, after which nothing starts with it for the quiet "
                + "time; they must be at least half of its runs. Limits of a provider do not count."),
        .limit("crashes", \.crashes, "Crashes of the server after which it starts nothing for the quiet time."),
    ]

    private static func watch(
        _ name: String, _ path: Path<HealthPolicy, HealthPolicy.Watch>, _ meaning: String
    ) -> Key {
        let standard = HealthPolicy.blank[keyPath: path]
        let written = "{ after: \(standard.after.written), action: \(standard.action.rawValue) }"
        let page = KeyPage(
            type: "a map", standard: "`\(written)`", bounds: "see `watchdogs` below", example: "\(name): \(written)",
            meaning: meaning)
        return Key(name, page) { value, target, reading in
            reading.section(value, Key<HealthPolicy.Watch>.watch, name, into: &target[keyPath: path])
        }
    }

    private static func limit(
        _ name: String, _ path: Path<HealthPolicy, HealthPolicy.Limit>, _ meaning: String
    ) -> Key {
        let standard = HealthPolicy.blank[keyPath: path]
        let written =
            "{ count: \(standard.count), within: \(standard.within.written), quiet: \(standard.quiet.written) }"
        let page = KeyPage(
            type: "a map", standard: "`\(written)`", bounds: "see `limits` below", example: "\(name): \(written)",
            meaning: meaning)
        return Key(name, page) { value, target, reading in
            reading.section(value, Key<HealthPolicy.Limit>.limit, name, into: &target[keyPath: path])
        }
    }
}

extension Key<HealthPolicy.Watch> {
    /// The keys of a watchdog.
    static let watch: [Key] = [
        Key("after", after) { value, target, reading in
            if let span = reading.duration(value, .seconds(1) ... .days(30)) { target.after = span }
        },
        Key("action", action) { value, target, reading in
            let grade = reading.choice(value, among: Grade.allCases.map(\.rawValue)).flatMap { Grade(rawValue: $0) }
            if let grade { target.action = grade }
        },
    ]

    private static var after: KeyPage {
        KeyPage(
            type: "a duration", standard: "that of the watchdog", bounds: "1s to 30d", example: "after: 10m",
            meaning: "How long it waits before its first step, and from each step to the next.")
    }

    private static var action: KeyPage {
        KeyPage(
            type: Grade.allCases.map(\.rawValue).joined(separator: " or "), standard: "that of the watchdog",
            bounds: "",
            example: "action: ask", meaning: "How far it goes; see [operations](operations.md#watchdogs).")
    }
}

extension Key<HealthPolicy.Limit> {
    /// The keys of a limit.
    static let limit: [Key] = [
        Key("count", count) { value, target, reading in
            if let count = reading.count(value, 1...1000) { target.count = count }
        },
        Key("within", span("within", "10m", "The time that they are counted in.")) { value, target, reading in
            if let span = reading.duration(value, .seconds(1) ... .days(30)) { target.within = span }
        },
        Key("quiet", span("quiet", "10m", "How long nothing starts after that.")) { value, target, reading in
            if let span = reading.duration(value, .seconds(1) ... .days(30)) { target.quiet = span }
        },
    ]

    private static var count: KeyPage {
        KeyPage(
            type: "a number", standard: "that of the limit", bounds: "1 to 1000", example: "count: 5",
            meaning: "So many are too many.")
    }

    private static func span(_ name: String, _ example: String, _ meaning: String) -> KeyPage {
        KeyPage(
            type: "a duration", standard: "that of the limit", bounds: "1s to 30d", example: "\(name): \(example)",
            meaning: meaning)
    }
}
