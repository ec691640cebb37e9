import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Orchestration
import ServiceLifecycle
import Synchronization

/// The HTTP door: REST, events and the web page of one workspace.
public struct Server: Service {
    /// Where the server listens, and by which names it may be addressed.
    public struct Settings: Sendable {
        public var host: String
        /// 0 takes any free port.
        public var port: Int
        /// Whether any free port will do when this one is taken.
        public var takesAnyPort: Bool
        /// Names beside the loopback ones under which the server may be addressed.
        public var allowedHosts: [String]

        public init(
            host: String = "127.0.0.1", port: Int = 7420, takesAnyPort: Bool = false, allowedHosts: [String] = []
        ) {
            self.host = host
            self.port = port
            self.takesAnyPort = takesAnyPort
            self.allowedHosts = allowedHosts
        }
    }

    private let api: API
    private let access: Access
    private let settings: Settings
    private let onListening: @Sendable (Int) async -> Void

    /// - Parameter onListening: called with the port once requests are answered.
    public init(
        api: API, access: Access, settings: Settings, onListening: @escaping @Sendable (Int) async -> Void
    ) {
        self.api = api
        self.access = access
        self.settings = settings
        self.onListening = onListening
    }

    /// Serves until shut down. Throws `AddressTaken` when another program has the port.
    public func run() async throws {
        do {
            try await serve(port: settings.port)
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            guard settings.takesAnyPort else { throw AddressTaken(port: settings.port) }
            try await serve(port: 0)
        }
    }

    private func serve(port: Int) async throws {
        let application = Application(
            router: router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(address: .hostname(settings.host, port: port), serverName: "skein"),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: Self.quiet)
        try await application.runService(gracefulShutdownSignals: [])
    }

    /// Hummingbird's own remarks are about requests, which are not worth a line each.
    private static let quiet: Logger = {
        var logger = Logger(label: "skein.http")
        logger.logLevel = .error
        return logger
    }()

    private func router() -> Router<ClientContext> {
        let router = Router(context: ClientContext.self, options: .autoGenerateHeadEndpoints)
        let hosts = ["127.0.0.1", "localhost", "[::1]", settings.host] + settings.allowedHosts
        router.addMiddleware {
            HeaderMiddleware()
            ProblemMiddleware()
            OriginMiddleware(allowedHosts: Set(hosts.map { OriginMiddleware.bracketed($0).lowercased() }))
        }
        let pages = Pages(access: access).routes
        for route in pages {
            router.on(RouterPath(route.path), method: route.method, use: route.handler)
        }
        let inside = router.group().add(middleware: AccessMiddleware(access: access))
        for route in api.routes {
            inside.on(RouterPath(route.path), method: route.method, use: route.handler)
        }
        for route in api.toolRoutes {
            router.on(RouterPath(route.path), method: route.method, use: route.handler)
        }
        refuseOtherMethods(of: pages + api.routes + api.toolRoutes, router)
        return router
    }

    private func refuseOtherMethods(of routes: [Route], _ router: Router<ClientContext>) {
        for (path, routes) in Dictionary(grouping: routes, by: \.path) {
            let methods = routes.map(\.method) + (routes.contains { $0.method == .get } ? [.head] : [])
            let allowed = methods.map(\.rawValue).sorted().joined(separator: ", ")
            for method in [HTTPRequest.Method.get, .head, .post, .put, .patch, .delete, .options]
            where !methods.contains(method) {
                router.on(RouterPath(path), method: method) { _, _ -> Response in
                    throw Problem(
                        .methodNotAllowed, code: "method_not_allowed", "\(path) takes \(allowed), not \(method).",
                        headers: [.allow: allowed])
                }
            }
        }
    }
}

/// The port is another program's.
public struct AddressTaken: Error, Sendable {
    public let port: Int
}

/// One route: the table that the router is made of, and that a test compares with the OpenAPI document.
public struct Route: Sendable {
    public let method: HTTPRequest.Method
    /// With parameters in braces, as in OpenAPI.
    public let path: String
    let handler: @Sendable (Request, ClientContext) async throws -> Response

    init(
        _ method: HTTPRequest.Method, _ path: String,
        _ handler: @escaping @Sendable (Request, ClientContext) async throws -> Response
    ) {
        self.method = method
        self.path = path
        self.handler = handler
    }
}

/// A request's surroundings: the connection that it came over, so that a stuck one can be closed.
struct ClientContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}

/// What browsers are told with every answer.
struct HeaderMiddleware: RouterMiddleware {
    func handle(
        _ request: Request, context: ClientContext, next: (Request, ClientContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        response.headers[.xContentTypeOptions] = "nosniff"
        // Not `no-referrer`: with it browsers send `Origin: null` with the login form.
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.crossOriginResourcePolicy] = "same-origin"
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        return response
    }
}

extension HTTPField.Name {
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
