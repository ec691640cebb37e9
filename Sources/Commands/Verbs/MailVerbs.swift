import APIClient
import ArgumentParser
import Domain
import Wire

/// `skein message`
struct MessageVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "message", abstract: "Write to an agent.",
        discussion: """
            It goes into the turn that the agent is in where its harness can, else into its next run; an agent that \
            has nothing to do is woken. `skein mail` shows what became of it.
            """)
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The name of the agent.") var agent: String
    @Argument(help: "What to say; @FILE reads a file, - standard input.") var text: String
    @Option(help: "The ticket that it is about, such as T-7.") var ticket: String?
    @Option(help: "A name of your own for it: sent again with the same one it is the same message.") var key: String?

    func run() async throws {
        let body = SendBody(
            to: agent, text: try Text.read(text), ticket: try ticket.map { try Text.identifier($0, "T") }, key: key)
        let sent: MessageBody = try await options.session(idle: "the agent gets it with the next `skein up`.") {
            try await $0.post("/api/v1/messages", body)
        }
        options.print(sent) { "\(sent.id) is on its way to \(sent.to)" }
    }
}

/// `skein mail`
struct MailVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "List messages to agents, and what became of each, the latest first.")
    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "Only to this agent.") var agent: String?
    @Option(help: "Only those that are sent, delivered, read, acted or dead.") var state: String?
    @Option(help: "At most so many.") var limit: Int = 50

    func run() async throws {
        var query = ["limit": "\(limit)"]
        query["to"] = agent
        query["state"] = state
        let page: PageBody<MessageBody> = try await options.session { [query] in
            try await $0.get("/api/v1/messages", query)
        }
        options.print(page) {
            page.items.isEmpty ? "there is no mail" : page.items.map(Self.lines).joined(separator: "\n")
        }
    }

    private static func lines(_ message: MessageBody) -> String {
        let about = message.ticket.map { " on \($0)" } ?? ""
        let end = [message.run, message.reason].compactMap(\.self).joined(separator: " ")
        let head = "\(message.id)  \(message.from) to \(message.to)\(about), \(message.state) \(end)"
        return "\(Text.line(head))\n    \(Text.line(String(message.text.prefix(200))))"
    }
}
