import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein schedule …`
struct ScheduleVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule", abstract: "Show the schedules of skein.yaml, or have one write its ticket now.",
        subcommands: [List.self, Run.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the schedules with their next times.")
        @OptionGroup var options: WorkspaceOptions
        @Option(help: "So many times of each.") var times = 3

        func run() async throws {
            let page: PageBody<ScheduleBody> = try await options.session { [times] in
                try await $0.get("/api/v1/schedules", ["times": "\(times)"])
            }
            options.print(page) {
                if page.items.isEmpty { return "there are no schedules: `schedules` in skein.yaml has them" }
                let rows = page.items.map { schedule in
                    [
                        schedule.name, "\(schedule.cron) \(schedule.zone)",
                        schedule.next.map(Text.time).joined(separator: ", "), schedule.ticket ?? "-", schedule.note,
                    ]
                }
                return Table(["SCHEDULE", "CRON", "NEXT", "LAST", "PASSED BECAUSE"], rows).text
            }
        }
    }

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a schedule write its ticket now.",
            discussion: "It does so also when its last ticket is still open. Its times stay as they are.")
        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "Its name in skein.yaml.") var name: String

        func run() async throws {
            let path =
                "/api/v1/schedules/\(name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")/run"
            let ticket: TicketBody = try await options.session { try await $0.post(path, ReasonRequestBody()) }
            options.print(ticket) { Text.plain("\(ticket.id) \(ticket.title)") }
        }
    }
}
