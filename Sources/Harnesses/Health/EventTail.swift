import Domain
import Wire

/// The end of a run's events, as far as it shows what the agent is at.
struct EventTail {
    private var calls: [Pulse.Call] = []
    private var open: [String: Pulse.Call] = [:]
    private var waits: Pulse.Waiting?

    init(_ lines: [ArraySlice<UInt8>]) {
        for line in lines {
            // The first line may be the end of one, and a newer version may write others.
            if let event = RunEventBody(line: line) { take(event) }
        }
    }

    func show(in pulse: inout Pulse) {
        pulse.take(calls: calls, open: open.values.min { $0.at < $1.at })
        pulse.waits = waits
    }

    private mutating func take(_ event: RunEventBody) {
        let at = Instant(milliseconds: event.at)
        switch event.type {
        case "tool_started":
            let call = Pulse.Call(name: event.name ?? "", target: event.target ?? "", at: at)
            calls.append(call)
            open[event.id ?? ""] = call
        case "tool_finished": open[event.id ?? ""] = nil
        case "turn_ended":
            open = [:]
            waits = event.outcome == "interrupted" ? .person : nil
            return
        case "retrying":
            waits = event.until.map { .limited(until: Instant(milliseconds: $0)) }
            return
        case "file_changed": calls = []
        default: break
        }
        // It does something again.
        if event.type != "used" { waits = nil }
    }
}
