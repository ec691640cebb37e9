import APIClient
import ArgumentParser
import Wire

/// `skein rules`
struct RulesVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "List the rules of skein.yaml: what they do, how often they did, why not.")
    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let page: PageBody<RuleBody> = try await options.session { try await $0.get("/api/v1/rules") }
        options.print(page) {
            if page.items.isEmpty { return "there are no rules: `on` in skein.yaml has them" }
            let rows = page.items.map { rule in
                [
                    rule.name, rule.event, rule.action, "\(rule.firings)", rule.firedAt.map(Text.time) ?? "never",
                    rule.note,
                ]
            }
            return Table(["RULE", "EVENT", "ACTION", "FIRED", "LAST", "STOPPED BECAUSE"], rows).text
        }
    }
}
