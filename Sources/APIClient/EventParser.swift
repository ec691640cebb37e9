/// Splits a byte stream into server-sent events (WHATWG HTML, section 9.2), as far as our server uses them.
struct EventParser {
    /// No event of ours is longer.
    static let limit = 16 << 20

    private var line: [UInt8] = []
    private var event = ServerEvent(id: nil, name: "message", data: "")

    /// The events that are complete with these bytes.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws(Unreachable) -> [ServerEvent] {
        var complete: [ServerEvent] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if let event = finishLine() { complete.append(event) }
            } else {
                line.append(byte)
                if line.count + event.data.utf8.count > Self.limit {
                    throw Unreachable("the server sent an event of more than 16 MiB: is it a skein server?")
                }
            }
        }
        return complete
    }

    private mutating func finishLine() -> ServerEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.isEmpty {
            defer { event = ServerEvent(id: nil, name: "message", data: "") }
            return event.data.isEmpty ? nil : event
        }
        let text = String(decoding: line, as: UTF8.self)
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? String(parts[1].trimmingPrefix(" ")) : ""
        switch parts[0] {
        case "id": event.id = value
        case "event": event.name = value
        case "data": event.data += event.data.isEmpty ? value : "\n" + value
        default: break
        }
        return nil
    }
}
