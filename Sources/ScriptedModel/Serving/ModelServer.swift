import Foundation
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Wire

/// A server that answers agents as models do, with the answers that the prompts themselves ask for.
///
/// It listens on loopback only, takes any API key, and remembers nothing of a conversation: see `Script`.
public struct ModelServer: Sendable {
    private let port: Int
    private let recordings: Recordings?

    /// - Parameters:
    ///   - port: 0 takes any free port.
    ///   - folder: where each request of a model is written to, to see what an agent sends; nil for nowhere.
    public init(port: Int = 0, recordingTo folder: String? = nil) {
        self.port = port
        recordings = folder.map(Recordings.init(folder:))
    }

    /// Serves until cancelled.
    ///
    /// - Parameter onListening: called with the address, such as `http://127.0.0.1:7421`, once requests are answered.
    public func run(onListening: @escaping @Sendable (String) async -> Void) async throws {
        let application = Application(
            router: router(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: "skein-model"),
            onServerRunning: { channel in await onListening("http://127.0.0.1:\(channel.localAddress?.port ?? 0)") },
            logger: ModelServer.quiet)
        try await application.runService(gracefulShutdownSignals: [])
    }

    /// Hummingbird calls it an error to be cancelled, which is how this server ends.
    private static let quiet: Logger = {
        var logger = Logger(label: "skein.model")
        logger.logLevel = .critical
        return logger
    }()

    private func router() -> Router<Connection> {
        let router = Router(context: Connection.self)
        let ledger = Ledger()
        router.get("health") { _, _ in Response.json(["ok": true]) }
        router.get("counts") { _, _ in Response.json(ledger.report) }
        router.get("v1/models") { _, _ in Response.json(ModelServer.models) }
        router.post("v1/messages/count_tokens") { request, _ in
            let length = try await request.body.collect(upTo: Connection.bodyLimit).readableBytes
            return Response.json(["input_tokens": .integer(Int64(length / 4 + 1))])
        }
        serve(AnthropicMessages.self, at: "v1/messages", router, ledger)
        serve(ChatCompletions.self, at: "v1/chat/completions", router, ledger)
        serve(Responses.self, at: "v1/responses", router, ledger)
        return router
    }

    private func serve<API: ModelAPI>(_ api: API.Type, at path: String, _ router: Router<Connection>, _ ledger: Ledger)
    {
        router.post(RouterPath(path)) { [recordings] request, connection in
            let body = try await request.body.collect(upTo: Connection.bodyLimit)
            let request = ModelRequest<API>(path: "/\(path)", key: request.key, body: Array(body.readableBytesView))
            try recordings?.add(request.path, request.body)
            return try await request.answer(ledger, connection)
        }
    }

    /// In the shapes of Anthropic and OpenAI at once.
    private static let models: JSONValue = [
        "object": "list", "has_more": false,
        "data": .array(
            ["scripted", "claude-sonnet-4-5", "gpt-5.5"].map {
                ["id": .string($0), "object": "model", "type": "model", "display_name": .string($0)]
            }),
    ]
}

/// A connection of a client, which a fault can close.
struct Connection: RequestContext {
    /// Longer than any prompt that an agent sends, in bytes.
    static let bodyLimit = 256 << 20

    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

extension Request {
    /// As Anthropic's clients send it, or OpenAI's.
    fileprivate var key: String {
        if let key = headers[.init("x-api-key")!] { return key }
        return String(headers[.authorization]?.trimmingPrefix("Bearer ") ?? "")
    }
}

/// The requests that came, a numbered file each.
private final class Recordings: Sendable {
    private let folder: String
    private let count = Mutex(0)

    init(folder: String) { self.folder = folder }

    func add(_ path: String, _ body: [UInt8]) throws {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let name = "\(String(format: "%06d", number))\(path.replacing("/", with: "-")).json"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(body).write(to: URL(filePath: folder).appending(path: name))
    }
}
