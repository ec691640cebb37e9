import Foundation
import Processes
import Storage
import Upkeep

/// What a skein binary can do, as it says itself: `skein version --json`.
struct Capabilities: Codable, Hashable {
    var version: String
    /// The database's schema that it writes; it brings older ones to it.
    var schema: Int64
    /// The shims that it can hold, up to this version.
    var shimProtocol: Int

    static let own = Capabilities(
        version: Release.version, schema: Schema.version, shimProtocol: ShimProtocol.version)

    /// Asks another binary.
    static func ask(_ binary: String) async throws -> Capabilities {
        let strange = "\(binary) does not say what it is when asked with `version --json`: name a skein binary."
        do {
            let call = Processes.Program(
                binary, ["version", "--json"], in: "/", environment: ProcessInfo.processInfo.environment)
            let finished = try await call.run(timeout: .seconds(30), outputLimit: 1 << 16)
            guard finished.succeeded else { throw CommandFailure(.invalid, strange) }
            return try JSONDecoder().decode(Capabilities.self, from: Data(finished.output))
        } catch is DecodingError {
            throw CommandFailure(.invalid, strange)
        } catch let failure as ProcessFailure {
            throw CommandFailure(.invalid, "\(strange) \(failure)")
        }
    }
}
