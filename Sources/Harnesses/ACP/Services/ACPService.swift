import Wire

/// A call of the agent for its client's files or terminals, and its answer in the protocol's words.
struct ACPService: Hashable, Sendable {
    /// The identifier of the agent's request.
    let id: JSONValue
    let call: ServiceCall

    /// Whether `method` is one of these at all.
    static func serves(_ method: String) -> Bool { method.hasPrefix("fs/") || method.hasPrefix("terminal/") }

    /// Nil when the method is unknown, or misses what it needs.
    init?(id: JSONValue, _ method: String, _ parameters: JSONValue) {
        guard let call = Self.call(method, parameters) else { return nil }
        self.id = id
        self.call = call
    }

    private static func call(_ method: String, _ parameters: JSONValue) -> ServiceCall? {
        func number(_ value: JSONValue?) -> Int? { value?.count.map { Int(clamping: $0) } }
        switch (method, parameters.path?.text, parameters.terminalId?.text) {
        case ("fs/read_text_file", let path?, _):
            return .readFile(path: path, line: number(parameters["line"]), limit: number(parameters.limit))
        case ("fs/write_text_file", let path?, _):
            return parameters.content?.text.map { .writeFile(path: path, content: $0) }
        case ("terminal/create", _, _): return terminal(parameters)
        case ("terminal/output", _, let id?): return .terminalOutput(terminal: id)
        case ("terminal/wait_for_exit", _, let id?): return .waitForTerminal(terminal: id)
        case ("terminal/kill", _, let id?): return .killTerminal(terminal: id)
        case ("terminal/release", _, let id?): return .releaseTerminal(terminal: id)
        default: return nil
        }
    }

    private static func terminal(_ parameters: JSONValue) -> ServiceCall? {
        guard let command = parameters.command?.text else { return nil }
        let variables = (parameters.env?.items ?? []).compactMap { variable -> (String, String)? in
            guard let name = variable.name?.text, let value = variable.value?.text else { return nil }
            return (name, value)
        }
        return .createTerminal(
            command: command, arguments: (parameters.args?.items ?? []).compactMap(\.text),
            environment: Dictionary(variables) { _, last in last }, folder: parameters.cwd?.text,
            limit: parameters.outputByteLimit?.count.map { Int(clamping: $0) })
    }

    /// What the agent is told.
    func answer(_ result: ServiceResult) -> RPCMessage {
        switch result {
        case .done: .result(id: id, [:])
        case .file(let content): .result(id: id, ["content": .string(content)])
        case .terminal(let terminal): .result(id: id, ["terminalId": .string(terminal)])
        case .output(let text, let isCut, let status, let signal):
            .result(
                id: id,
                .object(present: [
                    "output": .string(text), "truncated": .bool(isCut),
                    "exitStatus": status == nil && signal == nil ? nil : Self.exit(status, signal),
                ]))
        case .exited(let status, let signal): .result(id: id, Self.exit(status, signal))
        case .refused(let reason): .failure(id: id, RPCError(code: refusalCode, message: reason))
        }
    }

    /// Agents take `resource not found` as the usual answer for a file that they are about to write.
    private var refusalCode: Int64 {
        if case .readFile = call { -32002 } else { -32602 }
    }

    private static func exit(_ status: Int?, _ signal: String?) -> JSONValue {
        ["exitCode": status.map { .integer(Int64($0)) } ?? .null, "signal": signal.map { .string($0) } ?? .null]
    }
}
