import APIClient
import ArgumentParser
import Domain
import Wire

/// `skein rescue …`
struct RescueVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rescue", abstract: "Find work that was saved before its worktree went away, and restore it.",
        discussion: """
            Before Skein removes, resets or replaces a worktree it saves what no branch has under refs/skein/rescue/ \
            in the project's repository. `retention.rescues` in skein.yaml says how long it stays.
            """,
        subcommands: [List.self, Show.self, Restore.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List what was saved, the latest first.")
        @OptionGroup var options: WorkspaceOptions
        @Option(help: "Of this ticket only.") var ticket: String?
        @Flag(help: "Also the commits of tickets that landed.") var all = false
        @Option(help: "At most so many.") var limit = 100
        @Option(help: "Go on below this one.") var after: String?

        func run() async throws {
            var query = ["limit": "\(limit)", "landed": "\(all)"]
            query["ticket"] = try ticket.map { try Text.identifier($0, "T") }
            query["after"] = after
            let page: PageBody<RescueBody> = try await options.session { [query] in
                try await $0.get("/api/v1/rescues", query)
            }
            options.print(page) {
                if page.items.isEmpty { return "nothing was saved" }
                let rows = page.items.map { rescue in
                    [rescue.id, rescue.project, Text.time(rescue.savedAt), RescueVerb.what(rescue), rescue.note]
                }
                let next = page.next.map { "\nmore: skein rescue list --limit \(limit) --after \($0)" } ?? ""
                return Table(["RESCUE", "PROJECT", "SAVED", "WHAT", "BECAUSE"], rows).text + next
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show what a rescue changes, as a patch.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-1/1700000000.") var rescue: String
        @Option(help: "At most so many bytes of the patch.") var limit = 1 << 20

        func run() async throws {
            let path = try RescueVerb.path(rescue)
            let detail: RescueDetailBody = try await options.session { [limit] in
                try await $0.get(path, ["limit": "\(limit)"])
            }
            options.print(detail) {
                let rescue = detail.rescue
                var lines = [
                    "\(rescue.id) of project \(rescue.project)",
                    "saved \(Text.time(rescue.savedAt)) because \(rescue.note)",
                    "commit \(rescue.commit) on base \(rescue.base.prefix(12)): \(RescueVerb.what(rescue))",
                ]
                if rescue.isFromFiles { lines.append("its .git was of no use: these are its files") }
                lines += rescue.others.map { "also holds commit \($0)" }
                lines += ["", Text.plain(detail.patch)]
                if detail.isCut { lines.append("(cut: --limit gives more, `git show \(rescue.reference)` all)") }
                return lines.joined(separator: "\n")
            }
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring saved work back, into a new branch or into a ticket's next run.",
            discussion: "Nothing is overwritten: a branch that exists is refused. The rescue itself stays.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Such as T-1/1700000000.") var rescue: String
        @Option(help: "The new branch; rescued/T-1-1700000000 when left out.") var branch: String?
        @Option(help: "Make it what this ticket's next run starts from.") var ticket: String?

        func run() async throws {
            let path = try RescueVerb.path(rescue) + "/restore"
            let body = RestoreBody(branch: branch, ticket: try ticket.map { try Text.identifier($0, "T") })
            let restored: RestoredBody = try await options.session { try await $0.post(path, body) }
            options.print(restored) {
                let commit = restored.commit.prefix(12)
                if let branch = restored.branch { return "branch \(branch) is at \(commit) now" }
                return "the next run of \(restored.ticket ?? "the ticket") starts from \(commit)"
            }
        }
    }

    static func what(_ rescue: RescueBody) -> String {
        let files = rescue.files == 1 ? "1 file" : "\(rescue.files) files"
        let others = rescue.others.isEmpty ? "" : ", \(rescue.others.count) more commits"
        let uncommitted = rescue.hasUncommitted ? ", uncommitted" : ""
        return "\(files), +\(rescue.insertions) -\(rescue.deletions)\(uncommitted)\(others)"
    }

    static func path(_ text: String) throws -> String {
        guard let id = Rescue.ID(text) else {
            throw CommandFailure(
                .notFound, "\(text.prefix(60)) is no rescue: `skein rescue list` shows those there are.")
        }
        return "/api/v1/rescues/\(id)"
    }
}
