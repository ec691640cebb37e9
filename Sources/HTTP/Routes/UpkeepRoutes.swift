import Domain
import Hummingbird
import Orchestration
import Wire

extension API {
    var upkeepRoutes: [Route] {
        [
            Route(.post, "/api/v1/backups", backUp),
            Route(.get, "/api/v1/verification", verify),
        ]
    }

    @Sendable func backUp(_ request: Request, _ context: ClientContext) async throws -> Response {
        let body = try await request.body(BackUpBody.self)
        if let path = body.path, !path.hasPrefix("/") {
            throw Problem(
                .badRequest, code: "bad_path", "The path \(path.prefix(200)) is relative: write it from / on.")
        }
        let backup = try await upkeep.backUp(to: body.path)
        return .json(BackupBody(backup), status: .created)
    }

    @Sendable func verify(_ request: Request, _ context: ClientContext) async throws -> Response {
        .json(VerificationBody(try await upkeep.verify()))
    }
}
