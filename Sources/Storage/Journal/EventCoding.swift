import Domain
import Foundation

/// Values as JSON text, keys sorted, so that equal values have equal texts.
enum JSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

/// An event as the journal's columns.
public struct EventColumns: Hashable, Sendable {
    public let noun: String
    /// The record: `T-1`, `R-2`, `C-3` or a name; empty for the workspace.
    public let subject: String
    /// The event's case.
    public let name: String
    /// The event's fields, a JSON object.
    public let payload: String

    init(noun: String, subject: String, name: String, payload: String) {
        self.noun = noun
        self.subject = subject
        self.name = name
        self.payload = payload
    }

    public init(_ event: Event) throws {
        switch event {
        case .workspace(let event): try self.init("workspace", "", event)
        case .project(let id, let event): try self.init("project", id.name, event)
        case .agent(let id, let event): try self.init("agent", id.name, event)
        case .ticket(let id, let event): try self.init("ticket", id.description, event)
        case .run(let id, let event): try self.init("run", id.description, event)
        case .change(let id, let event): try self.init("change", id.description, event)
        case .request(let id, let event): try self.init("request", id.description, event)
        case .message(let id, let event): try self.init("message", id.description, event)
        case .schedule(let id, let event): try self.init("schedule", id.name, event)
        case .rule(let id, let event): try self.init("rule", id.name, event)
        }
    }

    /// A case with fields is coded as `{"name":{fields}}`; the name and the fields go to columns of their own.
    private init(_ noun: String, _ subject: String, _ event: some Encodable) throws {
        let text = try JSON.text(event)
        let name = text.dropFirst(2).prefix { $0 != "\"" }
        let payload = text.dropFirst(2 + name.count + 2).dropLast()
        self.init(noun: noun, subject: subject, name: String(name), payload: String(payload))
    }

    public func event() throws -> Event {
        let text = "{\"\(name)\":\(payload)}"
        switch noun {
        case "workspace": return .workspace(try JSON.value(Workspace.Event.self, text))
        case "project": return .project(Project.ID(name: subject), try JSON.value(Project.Event.self, text))
        case "agent": return .agent(Agent.ID(name: subject), try JSON.value(Agent.Event.self, text))
        case "ticket": return .ticket(try identifier(), try JSON.value(Ticket.Event.self, text))
        case "run": return .run(try identifier(), try JSON.value(Run.Event.self, text))
        case "change": return .change(try identifier(), try JSON.value(Change.Event.self, text))
        case "request": return .request(try identifier(), try JSON.value(Request.Event.self, text))
        case "message": return .message(try identifier(), try JSON.value(Message.Event.self, text))
        case "schedule": return .schedule(Schedule.ID(name: subject), try JSON.value(Schedule.Event.self, text))
        case "rule": return .rule(Rule.ID(name: subject), try JSON.value(Rule.Event.self, text))
        default: throw StorageFailure(.corrupt, "The journal names a \(noun), which this program does not know.")
        }
    }

    private func identifier<ID: NumberedIdentifier>() throws -> ID {
        guard let id = ID(subject) else {
            throw StorageFailure(.corrupt, "The journal names the \(noun) \(subject), which is no identifier.")
        }
        return id
    }
}
