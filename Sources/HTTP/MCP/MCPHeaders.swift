import Foundation
import HTTPTypes
import Wire

/// What the headers of a posted message say of it; a message of 2026-07-28 must say the same itself (MCP, Streamable
/// HTTP). A header that comes twice agrees with nothing.
struct MCPHeaders: Sendable {
    let version: String?
    private let method: String?
    private let name: String?
    private let accepted: String?

    init(_ fields: HTTPFields) {
        version = fields[.mcpProtocolVersion]
        method = fields[.mcpMethod]
        name = fields[.mcpName]
        accepted = fields[.accept]
    }

    /// Whether an answer may be JSON and may be a stream: a client has to take both.
    var acceptsBoth: Bool {
        guard let accepted else { return true }
        let types = accepted.split(separator: ",").map {
            ($0.split(separator: ";").first ?? "").lowercased().filter { $0 != " " }
        }
        return [["application/json", "application/*", "*/*"], ["text/event-stream", "text/*", "*/*"]]
            .allSatisfy { names in names.contains(where: types.contains) }
    }

    /// Whether this is the version in which clients may send several messages at once; it is meant when none is named.
    var takesBatches: Bool { version == nil || version == "2025-03-26" }

    /// Why a message cannot be answered under these headers; nil when it can.
    func fault(of message: JSONValue) -> RPCError? {
        guard let said = MCPServer.version(of: message.params ?? [:]) else { return faultOfVersion }
        // Only requests are sent in this version; the older ones know nothing of the headers below.
        guard case .request(_, let method, let parameters) = RPCMessage(message) else { return nil }
        if version != said { return mismatch("MCP-Protocol-Version", said) }
        if self.method != method { return mismatch("Mcp-Method", method) }
        if method == "tools/call", let name = parameters.name?.text, Self.decoded(self.name) != name {
            return mismatch("Mcp-Name", name)
        }
        return nil
    }

    /// Of a message that names no version.
    private var faultOfVersion: RPCError? {
        guard let version, !MCPServer.legacy.contains(version) else { return nil }
        if version != MCPServer.modern { return .unsupportedVersion(version) }
        return RPCError(code: -32602, message: "`params._meta` misses \(MCPServer.versionKey).")
    }

    private func mismatch(_ header: String, _ value: String) -> RPCError {
        RPCError(code: -32020, message: "The header \(header) must be there once and say \(value.prefix(80)).")
    }

    /// Texts that no header holds come as `=?base64?…?=`; nil when that is spoilt.
    private static func decoded(_ value: String?) -> String? {
        guard let value, value.hasPrefix("=?base64?"), value.hasSuffix("?="), value.utf8.count > 10 else {
            return value
        }
        return Data(base64Encoded: String(value.dropFirst(9).dropLast(2))).flatMap { String(data: $0, encoding: .utf8) }
    }
}

extension HTTPField.Name {
    fileprivate static let mcpProtocolVersion = HTTPField.Name("MCP-Protocol-Version")!
    fileprivate static let mcpMethod = HTTPField.Name("Mcp-Method")!
    fileprivate static let mcpName = HTTPField.Name("Mcp-Name")!
}
