import Domain
import Hummingbird
import Orchestration
import Wire

/// Work that was saved before its worktree went away.
extension API {
    var rescueRoutes: [Route] {
        [
            Route(.get, "/api/v1/rescues", listRescues),
            Route(.get, "/api/v1/rescues/{ticket}/{time}", showRescue),
            Route(.post, "/api/v1/rescues/{ticket}/{time}/restore", restoreRescue),
        ]
    }

    @Sendable func listRescues(_ request: Request, _ context: ClientContext) async throws -> Response {
        let limit = try request.number("limit", default: 100, in: 1...1000)
        let ticket: Ticket.ID? = try request.text("ticket").map { try identifier($0, "ticket") }
        let after = try request.text("after").map { try rescueID($0) }
        var found = try await rescues.list(of: ticket?.description, landed: try request.flag("landed"))
        if let after {
            let place = found.firstIndex { $0.rescue.id == after }
            found =
                place.map { Array(found.dropFirst($0 + 1)) } ?? found.filter { $0.rescue.id.savedAt < after.savedAt }
        }
        let page = found.prefix(limit).map { RescueBody($0) }
        return .json(PageBody(items: page, next: found.count > limit ? page.last?.id : nil))
    }

    @Sendable func showRescue(_ request: Request, _ context: ClientContext) async throws -> Response {
        let limit = try request.number("limit", default: 1 << 20, in: 1...(8 << 20))
        let found = try await rescues.find(try id(context))
        let patch = try await rescues.patch(of: found, limit: limit)
        return .json(RescueDetailBody(rescue: RescueBody(found), patch: patch.text, isCut: patch.isCut))
    }

    @Sendable func restoreRescue(_ request: Request, _ context: ClientContext) async throws -> Response {
        let id = try id(context)
        let body = try await request.body(RestoreBody.self)
        let commit = try await rescues.find(id).rescue.commit
        guard let ticket = body.ticket else {
            let branch = body.branch ?? "rescued/\(id.ticket)-\(id.name)"
            try await rescues.restore(id, as: branch)
            return .json(RestoredBody(commit: commit, branch: branch))
        }
        if body.branch != nil {
            throw Problem(.badRequest, code: "bad_parameter", "Give a `branch` or a `ticket`, not both.")
        }
        let target: Ticket.ID = try identifier(ticket, "ticket")
        try await rescues.restore(id, for: target, by: person.name)
        return .json(RestoredBody(commit: commit, ticket: target.description))
    }

    private func id(_ context: ClientContext) throws -> Rescue.ID {
        try rescueID("\(context.parameter("ticket"))/\(context.parameter("time"))")
    }

    private func rescueID(_ text: String) throws -> Rescue.ID {
        guard let id = Rescue.ID(text) else {
            throw Problem(
                .notFound, code: "not_an_identifier",
                "\(text.prefix(60)) is no rescue: write it like T-12/1700000000, as `skein rescue list` does.")
        }
        return id
    }
}

extension RescueBody {
    init(_ found: RescueControl.Found) {
        let rescue = found.rescue
        self.init(
            id: rescue.id.description, ticket: rescue.id.ticket, project: found.project.id.name,
            savedAt: rescue.id.savedAt.milliseconds, reason: rescue.reason?.rawValue ?? "",
            note: rescue.reason?.sentence ?? "Skein did not write it", reference: rescue.reference,
            branch: rescue.branch, base: rescue.base, commit: rescue.commit, others: rescue.others,
            files: rescue.size.files, insertions: rescue.size.insertions, deletions: rescue.size.deletions,
            hasUncommitted: rescue.hasUncommitted, isFromFiles: rescue.isFromFiles)
    }
}
