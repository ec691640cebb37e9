import Domain

/// The names that the rescue of a worktree may get.
struct RescueNaming: Sendable {
    let ticket: String
    let time: Int64
    let reason: Rescue.Reason

    init(_ worktree: Worktree, at time: Int64, because reason: Rescue.Reason) throws {
        ticket = lastComponent(worktree.path)
        self.time = time
        self.reason = reason
        guard id != nil else {
            throw GitFailure(
                .invalidName, attempted: "rescue the work of \(ticket.debugDescription)", place: worktree.path,
                advice: "rename the folder so that its name can be part of a branch name")
        }
    }

    private var id: Rescue.ID? { Rescue.ID(ticket: ticket, name: "\(time)") }

    func rescue(of commit: Commit, branch: String, base: Commit) throws -> Rescue {
        guard let id else { preconditionFailure("the name was checked") }
        return Rescue(id: id, reason: reason, branch: branch, base: base.id, commit: commit.id)
    }
}

/// What is known of a rescue is kept in the tag that its reference points to: one object, there or not there.
enum RescueTag {
    static func message(_ rescue: Rescue) -> String {
        let lines = [
            "Work of \(rescue.branch), saved because \(rescue.reason?.sentence ?? "somebody asked")", "",
            "Reason: \(rescue.reason?.rawValue ?? "")", "Branch: \(rescue.branch)", "Base: \(rescue.base)",
            "Commit: \(rescue.commit)", "Files: \(rescue.size.files)", "Insertions: \(rescue.size.insertions)",
            "Deletions: \(rescue.size.deletions)", "Uncommitted: \(rescue.hasUncommitted)",
            "From-Files: \(rescue.isFromFiles)",
        ]
        return (lines + rescue.others.map { "Other: " + $0 }).joined(separator: "\n") + "\n"
    }

    /// - Parameter target: the commit that the reference leads to, for one that somebody else wrote.
    static func rescue(_ id: Rescue.ID, target: String, message: String) -> Rescue {
        var values: [Substring: [String]] = [:]
        for line in message.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { values[parts[0], default: []].append(String(parts[1].dropFirst())) }
        }
        func number(_ key: Substring) -> Int { values[key]?.first.flatMap { Int($0) } ?? 0 }
        var rescue = Rescue(
            id: id, reason: values["Reason"]?.first.flatMap { Rescue.Reason(rawValue: $0) },
            branch: values["Branch"]?.first ?? "", base: commit(values["Base"]) ?? target,
            commit: commit(values["Commit"]) ?? target)
        rescue.others = (values["Other"] ?? []).filter { Commit($0) != nil }
        rescue.size = Rescue.Size(
            files: number("Files"), insertions: number("Insertions"), deletions: number("Deletions"))
        rescue.hasUncommitted = values["Uncommitted"] == ["true"]
        rescue.isFromFiles = values["From-Files"] == ["true"]
        return rescue
    }

    private static func commit(_ values: [String]?) -> String? { values?.first.flatMap { Commit($0)?.id } }
}

extension Git {
    /// Writes the tag of a rescue; the result is its object.
    func tag(_ rescue: Rescue, at target: String) async throws -> String {
        let seconds = rescue.id.savedAt.milliseconds / 1000
        let text = """
            object \(target)
            type commit
            tag \(rescue.id)
            tagger Skein <skein@skein.invalid> \(seconds) +0000

            \(RescueTag.message(rescue))
            """
        return try await check(["mktag"], to: "describe the rescue", input: Array(text.utf8)).line
    }

    /// How much differs between two commits; nothing when one cannot be read.
    func size(_ base: Commit, _ commit: Commit) async throws -> Rescue.Size {
        let output = try await run(
            ["diff-tree", "--shortstat", "--no-renames", "--no-ext-diff", "--no-textconv", base.id, commit.id],
            to: "measure the rescue", patience: Git.longPatience)
        var size = Rescue.Size()
        for part in output.line.split(separator: ",") {
            let words = part.split(separator: " ")
            guard words.count > 1, let number = Int(words[0]) else { continue }
            if words[1].hasPrefix("file") { size.files = number }
            if words[1].hasPrefix("insertion") { size.insertions = number }
            if words[1].hasPrefix("deletion") { size.deletions = number }
        }
        return size
    }

    /// Paths whose content differs.
    func differing(_ one: Tree, _ other: Tree) async throws -> Set<RepositoryPath> {
        let output = try await check(
            ["diff-tree", "-r", "-z", "--name-only", "--no-renames", one.id, other.id], to: "compare what is staged",
            patience: Git.longPatience)
        return Set(output.paths)
    }

    func damaged(_ what: String) -> GitFailure {
        GitFailure(
            .worktreeDamaged, attempted: "read \(what)", place: directory,
            advice: "look at the repository with `git fsck`")
    }
}
