import Domain

extension Project.Definition: Draft {
    static var blank: Project.Definition { Project.Definition(path: "", target: "") }
}

extension Key<Project.Definition> {
    /// The keys of `projects.NAME`.
    static let project: [Key] = [
        Key("path", path, isRequired: true) { value, target, reading in
            if let path = reading.text(value) { target.path = path }
        },
        Key("target", target, isRequired: true) { value, target, reading in
            if let branch = reading.branch(value) { target.target = branch }
        },
        Key("gates", gates, isRequired: true) { value, target, reading in
            target.gates = reading.gates(value)
        },
        .count("maxRuns", \.maxRuns, 1...1000, example: 3, "Agents at work at once on this project."),
        Key("agent", agent) { value, target, reading in
            target.agent = reading.name(value, "agent").map(Agent.ID.init)
        },
        Key("remote", remote) { value, target, reading in target.remote = reading.remote(value) },
        .choice(
            "strategy", \.strategy, example: .merge,
            "How a change lands: as one commit, or as a merge commit that keeps the agent's own commits."),
        .flag(
            "autoUpdateCheckout", \.autoUpdateCheckout,
            "Update the files of a clean checkout of the target branch after a landing."),
        Key("keep", keep) { value, target, reading in
            if let patterns = reading.patterns(value) { target.keep = patterns }
        },
    ]

    private static var path: KeyPage {
        KeyPage(
            type: "a path", standard: "must be written", bounds: "inside the workspace, or below one of `allowPaths`",
            example: "path: .",
            meaning: "The git repository, relative to `skein.yaml`. No two projects may be the same folder or lie "
                + "in each other.")
    }

    private static var target: KeyPage {
        KeyPage(
            type: "a branch", standard: "must be written", bounds: "a branch name that git accepts",
            example: "target: main", meaning: "The branch that landed work goes to.")
    }

    private static var gates: KeyPage {
        KeyPage(
            type: "a map of gates", standard: "must be written", bounds: "at least one; see `gates` below",
            example: "gates: { test: [make, test] }",
            meaning: "The checks that a tree must pass before it lands, run in the order in which they are written.")
    }

    private static var agent: KeyPage {
        KeyPage(
            type: "the name of an agent", standard: "any agent that accepts the project",
            bounds: "a file in `agents/`", example: "agent: ada", meaning: "Who works on a ticket that names no agent.")
    }

    private static var remote: KeyPage {
        KeyPage(
            type: "the name of a git remote", standard: "none: nothing is pushed", bounds: "one word",
            example: "remote: origin", meaning: "Where landed commits are pushed to.")
    }

    private static var keep: KeyPage {
        KeyPage(
            type: "a list of git patterns", standard: "`[]`", bounds: "inside the repository",
            example: "keep: [.build, node_modules]",
            meaning: "Ignored paths that survive between gates, such as build caches.")
    }
}

extension Reading {
    func branch(_ value: Value) -> String? {
        guard let name = line(value) else { return nil }
        if BranchName.isValid(name) { return name }
        report(value, "expected the name of a branch, found \(quoted(name))")
        return nil
    }

    func remote(_ value: Value) -> String? {
        guard let name = line(value) else { return nil }
        if BranchName.isValid(name) { return name }
        report(
            value, "expected the name of a git remote, found \(quoted(name))", "write a name that `git remote` prints")
        return nil
    }

    func patterns(_ value: Value) -> [String]? {
        guard let items = items(value, expecting: "a list of git patterns") else { return nil }
        let read = items.compactMap { item -> String? in
            guard let pattern = line(item) else { return nil }
            if !pattern.hasPrefix("!") && !pattern.split(separator: "/").contains("..") { return pattern }
            report(item, "\(quoted(pattern)) reaches outside the repository or negates a pattern")
            return nil
        }
        return read.count == items.count ? read : nil
    }
}

/// Git's rules for the names of branches (`git help check-ref-format`).
enum BranchName {
    static func isValid(_ name: String) -> Bool {
        let banned = Set(" ~^:?*[\\\u{7F}".unicodeScalars)
        guard name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !banned.contains($0) }) else { return false }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let arePartsFine = parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
        return arePartsFine && !name.hasPrefix("-") && !name.hasPrefix("refs/") && !name.hasSuffix(".")
            && !name.contains("..") && !name.contains("@{") && name != "@" && name != "HEAD"
    }
}
