import Domain
import Foundation
import Hummingbird
import Orchestration
import Wire

/// The REST API, version 1, over one workspace.
public struct API: Sendable {
    let engine: Engine
    let control: RunControl
    let rescues: RescueControl
    let configuration: LiveConfiguration
    let output: any RunOutput
    let outputFeed: OutputFeed
    let access: Access
    let upkeep: any UpkeepSite
    let zones = ZoneTable()
    let capabilities: @Sendable (Agent) -> [Capability]
    /// Whoever holds the token acts as this person.
    let person: Actor
    /// How often an event stream says that it is still there.
    var keepAlive = Duration.seconds(15)

    public init(
        engine: Engine, control: RunControl, rescues: RescueControl, configuration: LiveConfiguration,
        output: any RunOutput, outputFeed: OutputFeed, access: Access, upkeep: any UpkeepSite, person: String,
        capabilities: @escaping @Sendable (Agent) -> [Capability]
    ) {
        self.engine = engine
        self.control = control
        self.rescues = rescues
        self.configuration = configuration
        self.output = output
        self.outputFeed = outputFeed
        self.access = access
        self.upkeep = upkeep
        self.person = .person(person)
        self.capabilities = capabilities
    }

    /// Every route that needs a signed-in caller.
    public var routes: [Route] {
        workspaceRoutes + healthRoutes + ticketRoutes + runRoutes + conversationRoutes + sessionRoutes + searchRoutes
            + upkeepRoutes + rescueRoutes + messageRoutes + scheduleRoutes
    }
}

extension RequestContext {
    /// A parameter of the path, percent-decoded.
    func parameter(_ name: String) -> String {
        let text = parameters.get(name) ?? ""
        return text.removingPercentEncoding ?? text
    }

    /// The identifier in the path; a problem when it is none.
    func id<ID: NumberedIdentifier>(_ type: ID.Type) throws -> ID {
        let text = parameter("id")
        guard let id = ID(text) else {
            throw Problem(
                .notFound, code: "not_an_identifier",
                "\(text.prefix(40)) is no identifier: write it like \(ID.letter)-12.")
        }
        return id
    }
}

extension Request {
    /// A query parameter as a number within bounds.
    func number(_ name: String, default standard: Int, in bounds: ClosedRange<Int>) throws -> Int {
        guard let text = uri.queryParameters.get(name) else { return standard }
        guard let number = Int(text), bounds.contains(number) else {
            throw Problem(
                .badRequest, code: "bad_parameter",
                "The parameter `\(name)` must be a number from \(bounds.lowerBound) to \(bounds.upperBound).")
        }
        return number
    }

    /// A query parameter that is true or false; false when it is left out.
    func flag(_ name: String) throws -> Bool {
        switch text(name) ?? "false" {
        case "true": return true
        case "false": return false
        default: throw Problem(.badRequest, code: "bad_parameter", "The parameter `\(name)` may be true or false.")
        }
    }

    func text(_ name: String) -> String? {
        uri.queryParameters.get(name).map { String($0) }
    }
}

/// An identifier that a client wrote; a problem that names the field when it is none.
func identifier<ID: NumberedIdentifier>(_ text: String, _ field: String) throws -> ID {
    guard let id = ID(text) else {
        throw Problem(
            .badRequest, code: "not_an_identifier", "`\(field)` is \(text.prefix(40)): write it like \(ID.letter)-12.")
    }
    return id
}
