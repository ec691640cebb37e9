import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein tool`
struct ToolVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tool", abstract: "For agents at work: read your ticket, comment, hand out work.",
        discussion: """
            Without a name the tools are listed. Arguments are NAME=VALUE; @FILE reads a value from a file, and a list \
            is written with commas:
              skein tool create_ticket title="Write the tests" assignee=bob after=T-3,T-4
            """)
    @Argument(help: "Such as `context`.") var name: String?
    @Argument(help: "Such as text=\"Done with the first part.\"") var arguments: [String] = []

    func run() async throws {
        guard let name else {
            say(Self.list)
            return
        }
        guard let tool = AgentTool.named(name) else {
            let known = AgentTool.all.map(\.name).joined(separator: ", ")
            throw CommandFailure(.notFound, "There is no tool \(name): there are \(known).")
        }
        let members = try arguments.map { try Self.argument($0, of: tool) }
        let given = JSONValue.object(Dictionary(members) { _, last in last })
        if let fault = tool.fault(of: given) { throw CommandFailure(.invalid, fault) }
        let door = try AgentDoor(environment: ProcessInfo.processInfo.environment)
        say(Text.plain(try await door.use(tool, given).text))
    }

    private static var list: String {
        AgentTool.all.map { tool in
            let parameters = tool.parameters.map { $0.isRequired ? $0.name : "[\($0.name)]" }
            return "\(tool.name) \(parameters.joined(separator: " "))\n    \(tool.description)"
        }.joined(separator: "\n")
    }

    private static func argument(_ word: String, of tool: AgentTool) throws -> (String, JSONValue) {
        guard let place = word.firstIndex(of: "=") else {
            throw CommandFailure(.invalid, "\(word.prefix(40)) is no argument: write it like text=\"…\".")
        }
        let name = String(word[..<place])
        let value = try Text.read(String(word[word.index(after: place)...]))
        switch tool.parameters.first(where: { $0.name == name })?.kind {
        case .flag: return (name, value == "true" ? true : value == "false" ? false : .string(value))
        case .texts: return (name, .array(value.split(separator: ",").map { .string(String($0)) }))
        case .text, .choice, nil: return (name, .string(value))
        }
    }
}
