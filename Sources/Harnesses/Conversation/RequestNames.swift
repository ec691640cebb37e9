import Domain

/// The names under which people know what an agent asks.
///
/// An agent may use an identifier again once it was answered, as JSON-RPC has it. What it asks then is something else,
/// and the answer to the first must not be taken for one to the second: so the second gets a name of its own.
struct RequestNames: Sendable {
    /// Bytes; longer identifiers are nobody's to read or to store.
    private static let lengthLimit = 200
    /// Each is kept in the database: more come only from an agent that asks and takes back without end.
    static let limit = 10_000
    private var given: Set<String> = []
    private var count = 0
    /// What is open, by the dialect's identifier.
    private var open: [String: String] = [:]

    var isFull: Bool { given.count >= Self.limit }

    /// The request under the name that people see; nil when one with its identifier is open.
    mutating func name(_ request: AgentRequest) -> AgentRequest? {
        guard open[request.id] == nil else { return nil }
        let isPlain = request.id.utf8.count <= Self.lengthLimit && !request.id.utf8.contains(0)
        let base = isPlain ? request.id : "request"
        var name = base
        while !given.insert(name).inserted {
            count += 1
            name = "\(base)~\(count)"
        }
        open[request.id] = name
        return AgentRequest(
            id: name, kind: request.kind, title: request.title, detail: request.detail, options: request.options)
    }

    /// The dialect's identifier of what is open under this name; nil when nothing is.
    func identifier(of name: String) -> String? { open.first { $0.value == name }?.key }

    /// The name of what is closed now; nil when it was not open.
    mutating func close(_ identifier: String) -> String? { open.removeValue(forKey: identifier) }
}
