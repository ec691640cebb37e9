import Wire

/// What goes wrong instead of a turn's answer.
struct Fault: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        /// An answer of HTTP with a body as the API has it.
        case status(Int, headers: [String: String])
        /// HTTP 400 that says the prompt is too long.
        case overflow
        /// The connection is closed without an answer.
        case dropBefore
        /// The connection is closed within the answer.
        case dropMid
        /// Nothing comes for a while within the answer, then the rest of it.
        case stall(Duration)
        /// An event of the answer lacks its last bytes.
        case malformed
        /// The answer ends well for HTTP, without its last events.
        case truncated
        /// The answer is the API's event for an error.
        case errorEvent
    }

    let kind: Kind
    /// Nil: always.
    let times: Int?

    init(_ value: JSONValue, place: String) throws(BadScript) {
        let members = try Members(
            value.text.map { .object(["kind": .string($0)]) } ?? value, place: place,
            allowed: ["kind", "times", "status", "retryAfter", "headers", "ms"])
        times = try members.count("times")
        switch try members.neededText("kind") {
        case "status": kind = try Fault.status(members)
        case "overflow": kind = .overflow
        case "dropBefore": kind = .dropBefore
        case "dropMid": kind = .dropMid
        case "stall": kind = .stall(.milliseconds(try members.count("ms") ?? 60_000))
        case "malformed": kind = .malformed
        case "truncated": kind = .truncated
        case "errorEvent": kind = .errorEvent
        case let other:
            throw BadScript(
                "\(place): `kind` is \"\(other)\", and must be one of status, overflow, dropBefore, dropMid, stall, "
                    + "malformed, truncated, errorEvent.")
        }
    }

    private static func status(_ members: Members) throws(BadScript) -> Kind {
        guard let status = try members.count("status"), (400...599).contains(status) else {
            throw BadScript("\(members.place): `status` must be from 400 to 599.")
        }
        var headers = (members["headers"]?.members ?? [:]).compactMapValues(\.text)
        if let seconds = try members.count("retryAfter") { headers["retry-after"] = "\(seconds)" }
        return .status(status, headers: headers)
    }
}
