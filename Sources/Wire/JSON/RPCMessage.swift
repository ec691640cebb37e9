/// A JSON-RPC message: of version 2.0 as in ACP, or without the version member as Codex writes it.
public enum RPCMessage: Hashable, Sendable {
    case request(id: JSONValue, method: String, parameters: JSONValue)
    case notification(method: String, parameters: JSONValue)
    case result(id: JSONValue, JSONValue)
    case failure(id: JSONValue, RPCError)

    /// Nil when `value` is none of them.
    public init?(_ value: JSONValue) {
        let id = value.id ?? .null
        if let method = value.method?.text {
            let parameters = value.params ?? .object([:])
            self =
                id.isNull
                ? .notification(method: method, parameters: parameters)
                : .request(id: id, method: method, parameters: parameters)
        } else if let error = value.error, error.members != nil {
            let code = error.code?.count ?? 0
            self = .failure(id: id, RPCError(code: code, message: error.message?.text ?? "", data: error.data ?? .null))
        } else if let result = value.result, !id.isNull {
            self = .result(id: id, result)
        } else {
            return nil
        }
    }

    /// The message as a JSON object.
    ///
    /// - Parameter versioned: whether it carries `"jsonrpc": "2.0"`.
    public func value(versioned: Bool) -> JSONValue {
        var members: [String: JSONValue] = versioned ? ["jsonrpc": "2.0"] : [:]
        switch self {
        case .request(let id, let method, let parameters):
            members.merge(["id": id, "method": .string(method), "params": parameters]) { _, new in new }
        case .notification(let method, let parameters):
            members.merge(["method": .string(method), "params": parameters]) { _, new in new }
        case .result(let id, let result):
            members.merge(["id": id, "result": result]) { _, new in new }
        case .failure(let id, let error):
            let body = JSONValue.object(present: [
                "code": .integer(error.code), "message": .string(error.message),
                "data": error.data.isNull ? nil : error.data,
            ])
            members.merge(["id": id, "error": body]) { _, new in new }
        }
        return .object(members)
    }
}

/// Why a JSON-RPC request was not carried out.
public struct RPCError: Hashable, Sendable {
    public let code: Int64
    public let message: String
    public let data: JSONValue

    public init(code: Int64, message: String, data: JSONValue = .null) {
        self.code = code
        self.message = message
        self.data = data
    }

    public static func methodNotFound(_ method: String) -> RPCError {
        RPCError(code: -32601, message: "\(method) is not served")
    }
}
