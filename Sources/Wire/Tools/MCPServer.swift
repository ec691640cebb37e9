/// The Model Context Protocol, server side, over any transport: of 2026-07-28, where every request says all of itself,
/// and of the versions before, which begin with `initialize`.
public struct MCPServer: Sendable {
    public static let modern = "2026-07-28"
    /// The newest first.
    public static let legacy = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

    private let tools: [AgentTool]
    private let instructions: String
    private let call: @Sendable (_ tool: AgentTool, _ arguments: JSONValue) async -> ToolAnswer

    /// - Parameter call: carries out a call whose arguments fit.
    public init(
        tools: [AgentTool] = AgentTool.all, instructions: String = AgentTool.instructions,
        call: @escaping @Sendable (_ tool: AgentTool, _ arguments: JSONValue) async -> ToolAnswer
    ) {
        self.tools = tools
        self.instructions = instructions
        self.call = call
    }

    /// The messages that answer `message`; none for a notification, or for the answer to something.
    public func answer(_ message: JSONValue) async -> [RPCMessage] {
        switch RPCMessage(message) {
        case .request(let id, let method, let parameters):
            guard let version = Self.version(of: parameters) else {
                return [await answerLegacy(id, method, parameters)]
            }
            if version != Self.modern { return [.failure(id: id, .unsupportedVersion(version))] }
            return await answerModern(id, method, parameters)
        case nil: return [.failure(id: .null, RPCError(code: -32600, message: "This is no JSON-RPC message."))]
        case .notification, .result, .failure: return []
        }
    }

    /// The answers to all messages of an array, as 2025-03-26 has it; nil when none of them wants one.
    public func answer(batch: [JSONValue]) async -> JSONValue? {
        if batch.isEmpty || batch.count > Self.batchLimit {
            let text = "A batch has 1 to \(Self.batchLimit) messages."
            return RPCMessage.failure(id: .null, RPCError(code: -32600, message: text)).value(versioned: true)
        }
        var answers: [JSONValue] = []
        for message in batch { answers += await answer(message).map { $0.value(versioned: true) } }
        return answers.isEmpty ? nil : .array(answers)
    }

    /// The version that a request says it is of, as those from 2026-07-28 on do; nil for older ones.
    public static func version(of parameters: JSONValue) -> String? { parameters._meta?[versionKey]?.text }

    /// What a subscription ends with, when it is the server that ends it.
    public static func end(ofSubscription id: JSONValue) -> RPCMessage {
        .result(id: id, ["resultType": "complete", "_meta": mark(of: id)])
    }

    private static let batchLimit = 100
    public static let versionKey = "io.modelcontextprotocol/protocolVersion"
    private static let information: JSONValue = ["name": "skein", "title": "Skein", "version": "1"]

    // MARK: Up to 2025-11-25

    private func answerLegacy(_ id: JSONValue, _ method: String, _ parameters: JSONValue) async -> RPCMessage {
        switch method {
        case "initialize":
            let wanted = parameters.protocolVersion?.text ?? ""
            return .result(
                id: id,
                [
                    "protocolVersion": .string(Self.legacy.contains(wanted) ? wanted : Self.legacy[0]),
                    "capabilities": ["tools": [:]], "serverInfo": Self.information,
                    "instructions": .string(instructions),
                ])
        case "ping": return .result(id: id, [:])
        case "tools/list": return .result(id: id, ["tools": .array(tools.map(\.listing))])
        case "tools/call": return await answerCall(id, parameters) { .object($0) }
        default: return .failure(id: id, .methodNotFound(method))
        }
    }

    // MARK: 2026-07-28

    private func answerModern(_ id: JSONValue, _ method: String, _ parameters: JSONValue) async -> [RPCMessage] {
        guard parameters._meta?["io.modelcontextprotocol/clientCapabilities"]?.members != nil else {
            let text = "`_meta` misses io.modelcontextprotocol/clientCapabilities."
            return [.failure(id: id, RPCError(code: -32602, message: text))]
        }
        switch method {
        case "server/discover":
            let found: [String: JSONValue] = [
                "supportedVersions": [.string(Self.modern)], "capabilities": ["tools": [:]],
                "instructions": .string(instructions),
            ]
            return [.result(id: id, Self.complete(found, isCacheable: true))]
        case "tools/list":
            return [.result(id: id, Self.complete(["tools": .array(tools.map(\.listing))], isCacheable: true))]
        case "tools/call": return [await answerCall(id, parameters) { Self.complete($0) }]
        case "subscriptions/listen":
            // Nothing here ever changes, so nothing follows; the stream ends with the connection.
            let parameters: JSONValue = ["_meta": Self.mark(of: id), "notifications": [:]]
            return [.notification(method: "notifications/subscriptions/acknowledged", parameters: parameters)]
        default: return [.failure(id: id, .methodNotFound(method))]
        }
    }

    private static func mark(of id: JSONValue) -> JSONValue { ["io.modelcontextprotocol/subscriptionId": id] }

    private static func complete(_ members: [String: JSONValue], isCacheable: Bool = false) -> JSONValue {
        var members = members
        members["resultType"] = "complete"
        members["_meta"] = ["io.modelcontextprotocol/serverInfo": information]
        if isCacheable {
            members["ttlMs"] = 300_000
            members["cacheScope"] = "private"
        }
        return .object(members)
    }

    private func answerCall(
        _ id: JSONValue, _ parameters: JSONValue, _ result: ([String: JSONValue]) -> JSONValue
    ) async -> RPCMessage {
        let name = parameters.name?.text ?? ""
        guard let tool = tools.first(where: { $0.name == name }) else {
            let known = tools.map(\.name).joined(separator: ", ")
            return .failure(
                id: id, RPCError(code: -32602, message: "There is no tool \(name.prefix(40)): there are \(known)."))
        }
        let arguments = parameters.arguments ?? [:]
        let fault = tool.fault(of: arguments).map { ToolAnswer($0, isError: true) }
        let answer = if let fault { fault } else { await call(tool, arguments) }
        let content: JSONValue = [["type": "text", "text": .string(answer.text)]]
        return .result(id: id, result(["content": content, "isError": .bool(answer.isError)]))
    }
}

extension RPCError {
    /// Tells a client what it could speak instead, the newest first.
    public static func unsupportedVersion(_ version: String) -> RPCError {
        let supported = ([MCPServer.modern] + MCPServer.legacy).map { JSONValue.string($0) }
        return RPCError(
            code: -32022, message: "The version \(version.prefix(40)) is not served.",
            data: ["supported": .array(supported), "requested": .string(String(version.prefix(40)))])
    }
}
