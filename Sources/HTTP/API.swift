import Domain
import Foundation
import Hummingbird
import Orchestration
import Wire

/// The REST API, version 1, over one workspace.
public struct API: Sendable {
    let engine: Engine
    let configuration: LiveConfiguration
    let output: any RunOutput
    let outputFeed: OutputFeed
    let access: Access
    let capabilities: @Sendable (Agent) -> [Capability]
    /// Whoever holds the token acts as this person.
    let person: Actor

    public init(
        engine: Engine, configuration: LiveConfiguration, output: any RunOutput, outputFeed: OutputFeed, access: Access,
        person: String, capabilities: @escaping @Sendable (Agent) -> [Capability]
    ) {
        self.engine = engine
        self.configuration = configuration
        self.output = output
        self.outputFeed = outputFeed
        self.access = access
        self.person = .person(person)
        self.capabilities = capabilities
    }

    /// Every route that needs a signed-in caller.
    public var routes: [Route] { workspaceRoutes + ticketRoutes + runRoutes }
}

extension RequestContext {
    /// The identifier in the path; a problem when it is none.
    func id<ID: NumberedIdentifier>(_ type: ID.Type) throws -> ID {
        let text = parameters.get("id") ?? ""
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
