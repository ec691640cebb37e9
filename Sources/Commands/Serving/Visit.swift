import ServiceLifecycle
import Synchronization

/// The service that is the reason for a server's life: when it returns, the server shuts down.
final class Visit<Value: Sendable>: Service {
    private let body: @Sendable () async throws -> Value
    private let outcome = Mutex<Result<Value, any Error>?>(nil)

    init(_ body: @escaping @Sendable () async throws -> Value) {
        self.body = body
    }

    /// What the body returned or threw; nil when it was interrupted before it began.
    var result: Result<Value, any Error>? { outcome.withLock { $0 } }

    func run() async {
        let result: Result<Value, any Error>
        do {
            result = .success(try await cancelWhenGracefulShutdown { try await self.body() })
        } catch {
            result = .failure(error)
        }
        outcome.withLock { $0 = result }
    }
}
