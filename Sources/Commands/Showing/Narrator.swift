import Domain
import Foundation
import Wire

/// Tells the journal in words: a line for each entry that people care about.
struct Narrator: Sendable {
    /// nil for entries that say nothing new to somebody who watches.
    func line(_ entry: JournalBody) -> String? {
        sentence(entry).map { "\(Text.time(entry.at).suffix(8))  \(Text.line($0))" }
    }

    private func sentence(_ entry: JournalBody) -> String? {
        let fields = Fields(entry.payload)
        switch entry.noun {
        case "ticket": return ticket(entry, fields)
        case "run": return run(entry, fields)
        case "change": return change(entry, fields)
        case "request": return request(entry, fields)
        case "message": return message(entry, fields)
        case "workspace": return workspace(entry, fields)
        case "agent" where entry.name == "paused": return "agent \(entry.subject) is paused"
        case "agent" where entry.name == "resumed": return "agent \(entry.subject) goes on"
        case "agent" where entry.name == "remembered": return "\(entry.subject) noted \(fields.text("note"))"
        default: return nil
        }
    }

    private func workspace(_ entry: JournalBody, _ fields: Fields) -> String? {
        switch entry.name {
        case "frozen": return "the workspace is frozen by \(fields.text("freeze", "by")): `skein thaw` goes on"
        case "thawed": return "the workspace goes on"
        case "diskFilled": return "the disk is full, nothing new starts: \(fields.text("usedPercent")) % are in use"
        case "diskFreed": return "the disk has room again"
        case "breakerTurned": return breaker(entry)
        case "configured": return "the configuration of the workspace changed"
        default: return nil
        }
    }

    private func breaker(_ entry: JournalBody) -> String? {
        struct Turned: Decodable { let breaker: Breaker }
        // One of a newer server is not told.
        let turned = try? JSONDecoder().decode(Turned.self, from: Data(entry.payload.utf8))
        return turned?.breaker.sentence(at: Instant(milliseconds: entry.at))
    }

    private func ticket(_ entry: JournalBody, _ fields: Fields) -> String? {
        let id = entry.subject
        switch entry.name {
        case "created": return "\(id) created: \(fields.text("content", "title"))"
        case "commented": return "\(id) comment by \(fields.text("author")): \(fields.text("text").prefix(80))"
        case "parked":
            let time = Int64(fields.text("until")).map { "at \(Text.time($0).suffix(8))" }
            return "\(id) is tried again \(time ?? "later")"
        case "blocked": return "\(id) needs you: \(fields.text("blockage", "reason"))"
        case "returned": return "\(id) goes back to its agent with the evidence"
        case "done": return "\(id) is done"
        case "cancelled": return "\(id) was cancelled"
        case "reopened": return "\(id) goes on"
        case "handedOver": return "\(id) is handed over to \(fields.text("to"))"
        default: return nil
        }
    }

    private func run(_ entry: JournalBody, _ fields: Fields) -> String? {
        let id = entry.subject
        switch entry.name {
        case "claimed":
            return "\(id) \(fields.text("agent")) takes T-\(fields.text("ticket")), attempt \(fields.text("attempt"))"
        case "adopted": return "\(id) was adopted: its agent had gone on without a server"
        case "progressed": return "\(id) says: \(fields.text("text").prefix(200))"
        case "told":
            let word = fields.text("control", "say", "text")
            return word.isEmpty ? "\(id) is interrupted" : "\(id) is told: \(word.prefix(80))"
        case "alarmed": return alarm(entry)
        case "swept": return "\(id) left \(fields.text("processes")) processes behind, which were killed"
        case "stopRequested": return "\(id) is being stopped"
        case "ended": return "\(id) \(outcome(entry, fields))"
        default: return nil
        }
    }

    /// What a watchdog saw and did.
    private func alarm(_ entry: JournalBody) -> String? {
        struct Alarmed: Decodable { let alarm: Alarm }
        // An alarm of a newer server is not told.
        guard let alarm = (try? JSONDecoder().decode(Alarmed.self, from: Data(entry.payload.utf8)))?.alarm else {
            return nil
        }
        let record = alarm.record.map { ", see .skein/\($0)" } ?? ""
        return "\(entry.subject) \(alarm.seen) (\(alarm.watchdog.rawValue) watchdog: \(alarm.grade.rawValue)\(record))"
    }

    private func request(_ entry: JournalBody, _ fields: Fields) -> String? {
        let id = entry.subject
        switch entry.name {
        case "asked":
            let kind = AgentRequest.Kind(rawValue: fields.text("content", "kind")) ?? .other
            let title = fields.text("content", "title").prefix(200)
            let who = kind == .watchdog ? "a watchdog" : "R-\(fields.text("run"))"
            return "\(who) asks: \(title) (\(kind.command(answering: id)))"
        case "answered": return "\(id) is answered by \(fields.text("by")): \(fields.firstKey("answer"))"
        case "escalated":
            let agent = fields.text("terms", "to")
            return "\(id) goes to \(agent.isEmpty ? "you" : agent)"
        case "expired": return "\(id) has expired: nobody answered"
        case "withdrawn": return "\(id) is asked no more"
        default: return nil
        }
    }

    private func message(_ entry: JournalBody, _ fields: Fields) -> String? {
        switch entry.name {
        case "sent":
            let (from, to) = (fields.text("content", "from"), fields.text("content", "to"))
            return "\(entry.subject) \(from) to \(to): \(fields.text("content", "text").prefix(80))"
        case "died": return "\(entry.subject) is not delivered: \(fields.text("reason"))"
        default: return nil
        }
    }

    /// `succeeded`, or why not.
    private func outcome(_ entry: JournalBody, _ fields: Fields) -> String {
        struct Ended: Decodable { let outcome: Run.Outcome }
        // An outcome of a newer server is told by its word alone.
        let ended = try? JSONDecoder().decode(Ended.self, from: Data(entry.payload.utf8))
        if case .failed(let failure)? = ended?.outcome { return "failed: it \(failure.sentence)" }
        return fields.firstKey("outcome")
    }

    private func change(_ entry: JournalBody, _ fields: Fields) -> String? {
        let id = entry.subject
        switch entry.name {
        case "submitted": return "\(id) of T-\(fields.text("ticket")) is in the queue"
        case "gateFinished":
            let milliseconds = fields.text("result", "duration")
            return
                "\(id) gate \(fields.text("result", "gate", "name")): "
                + "\(fields.text("result", "verdict")) in \(milliseconds) ms"
        case "landed": return "\(id) landed as \(fields.text("commit").prefix(10))"
        case "rejected": return "\(id) does not pass gate \(fields.text("evidence", "gate"))"
        case "conflicted":
            let root = fields.text("root")
            if !root.isEmpty { return "\(id) has no commit in common with the target: it begins at \(root.prefix(10))" }
            return "\(id) conflicts in \(fields.list("files").prefix(5).joined(separator: ", "))"
        case "held": return "\(id) is held: \(fields.text("reason"))"
        case "requeued": return "\(id) back in the queue: \(fields.text("reason"))"
        case "withdrawn": return "\(id) was withdrawn"
        default: return nil
        }
    }
}

/// The fields of an event, read leniently: the journal may be of a newer server.
private struct Fields {
    private let root: [String: Any]

    init(_ payload: String) {
        let value = try? JSONSerialization.jsonObject(with: Data(payload.utf8))  // else there is nothing to tell
        root = value as? [String: Any] ?? [:]
    }

    private func value(_ path: [String]) -> Any? {
        path.reduce(root as Any?) { ($0 as? [String: Any])?[$1] }
    }

    func text(_ path: String...) -> String {
        value(path).map { "\($0)" } ?? ""
    }

    func list(_ path: String...) -> [String] { value(path) as? [String] ?? [] }

    func firstKey(_ path: String...) -> String { (value(path) as? [String: Any])?.keys.first ?? "" }
}
