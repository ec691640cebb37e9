import APIClient
import ArgumentParser
import Foundation
import Wire

/// `skein mcp`
struct MCPVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp", abstract: "For agents at work: serve Skein's tools over MCP on the standard streams.",
        discussion: """
            Skein starts it beside Claude Code, Codex and agents of the Agent Client Protocol. Others can start it \
            themselves: it finds its run in SKEIN_TOKEN and SKEIN_STATE.
            """)

    func run() async throws {
        let door = try AgentDoor(environment: ProcessInfo.processInfo.environment)
        let server = MCPServer { tool, arguments in
            do {
                return try await door.use(tool, arguments)
            } catch {
                return ToolAnswer(CommandFailure(error).description, isError: true)
            }
        }
        // Calls are answered as they come to an end: a slow one holds nobody up.
        try await withThrowingDiscardingTaskGroup { group in
            for await line in Self.lines where !line.isEmpty {
                guard let message = JSONValue(line.utf8) else {
                    let error = RPCError(code: -32700, message: "This line is no JSON.")
                    Self.write(RPCMessage.failure(id: .null, error).value(versioned: true))
                    continue
                }
                group.addTask {
                    if let batch = message.items {
                        if let answer = await server.answer(batch: batch) { Self.write(answer) }
                    } else {
                        for answer in await server.answer(message) { Self.write(answer.value(versioned: true)) }
                    }
                }
            }
        }
    }

    /// Those of standard input, read on a thread of their own, which waits for hours.
    private static var lines: AsyncStream<String> {
        AsyncStream { lines in
            Thread {
                while let line = readLine() { lines.yield(line) }
                lines.finish()
            }.start()
        }
    }

    /// One line at a time, whole, also when several calls end at once.
    private static func write(_ message: JSONValue) {
        FileHandle.standardOutput.write(Data(message.line + [UInt8(ascii: "\n")]))
    }
}
