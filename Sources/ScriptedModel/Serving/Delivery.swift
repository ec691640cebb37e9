import Wire

/// How an answer goes out: its pieces in order, with what a fault does to them.
enum Delivery: Equatable, Sendable {
    case send(String)
    case wait(Duration)
    /// The connection is closed.
    case drop

    static func steps(_ stream: EventStream, _ fault: Fault.Kind?, errorEvent: String) -> [Delivery] {
        let start = stream.events.prefix(stream.opening).map(Delivery.send)
        let rest = Array(stream.events.dropFirst(stream.opening) + stream.ending)
        switch fault {
        case .dropMid: return start + [.drop]
        case .stall(let time): return start + [.wait(time)] + rest.map(Delivery.send)
        case .malformed:
            let broken = rest.prefix(1).map { "\($0.dropLast(10))\n\n" }
            return start + (broken + rest.dropFirst()).map(Delivery.send)
        case .truncated: return stream.events.map(Delivery.send)
        case .errorEvent: return stream.events.prefix(1).map(Delivery.send) + [.send(errorEvent)]
        case .status, .overflow, .dropBefore, nil: return start + rest.map(Delivery.send)
        }
    }

    /// An answer that is no stream has the same faults, in two pieces of one text.
    static func halves(_ text: String) -> EventStream {
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        return EventStream(events: [String(text[..<middle])], ending: [String(text[middle...])], opening: 1)
    }
}
