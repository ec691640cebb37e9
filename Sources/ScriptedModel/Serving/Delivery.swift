import Wire

/// How an answer goes out: its pieces in order, with what a fault does to them.
enum Delivery: Equatable, Sendable {
    case send(String)
    case wait(Duration)
    /// The connection is closed.
    case drop

    static func steps(_ stream: EventStream, _ fault: Fault.Kind?, errorEvent: String) -> [Delivery] {
        let start = stream.events.prefix(stream.opening).map(Delivery.send)
        let rest = (stream.events.dropFirst(stream.opening) + stream.ending).map(Delivery.send)
        switch fault {
        case .dropMid: return start + [.drop]
        case .stall(let time): return start + [.wait(time)] + rest
        case .malformed: return start + [.send("data: {\"type\": \"content_block_de\n\n")] + rest
        case .truncated: return stream.events.map(Delivery.send)
        case .errorEvent: return stream.events.prefix(1).map(Delivery.send) + [.send(errorEvent)]
        case .status, .overflow, .dropBefore, nil: return start + rest
        }
    }

    /// An answer that is no stream has the same faults, in two pieces of one text.
    static func halves(_ text: String) -> EventStream {
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        return EventStream(events: [String(text[..<middle])], ending: [String(text[middle...])], opening: 1)
    }
}
