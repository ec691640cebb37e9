import Domain
import Orchestration
import Processes
import Synchronization

/// A conversation with an agent's process, from when this server takes it up to the end of the process.
final class Conversation: Sendable {
    /// Something said to the agent that is not taken in yet.
    private struct Post {
        let control: ControlEntry.Control
        let reply: CheckedContinuation<Bool, any Error>?
    }

    /// After its last turn an agent has so long to end by itself.
    private static let patience = Duration.seconds(10)

    /// Nil once nothing is taken any more.
    private let posts = Mutex<[Post]?>([])
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let folder: RunFolder
    private let line: AgentLine
    private let services: any Services
    private let report: Report

    init(_ folder: RunFolder, services: any Services, report: @escaping Report) {
        self.folder = folder
        self.services = services
        self.report = report
        line = AgentLine(folder)
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Says something to the agent.
    ///
    /// - Returns: whether a turn ran or was about to.
    /// - Throws: `WorldFailure` when the agent is ending and nothing can be said to it any more.
    func tell(_ control: AgentControl) async throws -> Bool {
        try await withCheckedThrowingContinuation { reply in
            if !post(Post(control: .person(control), reply: reply)) { reply.resume(throwing: Self.tooLate) }
        }
    }

    /// Follows the process to its end. Cancelling detaches and leaves the process alone.
    ///
    /// - Returns: how the process ended, nil when its shim died; and how the conversation stands.
    func hold(_ record: ConversationRecord) async throws -> (exit: ProcessExit?, exchange: Exchange) {
        var record = record
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [line, signal] in
                    defer { signal.finish() }
                    try await line.listen { signal.yield() }
                }
                try await handle(record.replay(), isReplay: true, &group)
                for await _ in signals { try await step(&record, &group) }
                try Task.checkCancellation()
                group.cancelAll()
                try await group.waitForAll()
            }
        } catch {
            await leave()
            throw error
        }
        while let outcome = try record.advance(final: true) {
            for event in outcome.events { _ = try await report(.event(event)) }
        }
        await leave()
        return (line.exit, record.exchange)
    }

    private static let tooLate = WorldFailure("The agent is ending: nothing more can be said to it in this run.")
}

extension Conversation {
    /// Takes in what was said on both sides since the last step, and sends what follows from it.
    private func step(
        _ record: inout ConversationRecord, _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        for post in takePosts() {
            let outcome: Exchange.Outcome
            let isBusy = record.exchange.isBusy
            do {
                outcome = try record.perform(post.control)
            } catch {
                post.reply?.resume(throwing: error)
                throw error
            }
            post.reply?.resume(returning: isBusy)
            try await handle(outcome, isReplay: false, &group)
        }
        while let outcome = try record.advance() { try await handle(outcome, isReplay: false, &group) }
        if !record.exchange.unsent.isEmpty, let position = try await line.send(record.exchange.unsent) {
            record.sent(through: position)
        }
        try await closeIfDone(record.exchange, &group)
    }

    private func handle(
        _ outcome: Exchange.Outcome, isReplay: Bool, _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        for event in outcome.events {
            // A piece of a log may hold thousands; what is not reported now is by the server that comes back.
            try Task.checkCancellation()
            if let control = try await report(.event(event)) { _ = post(Post(control: .person(control), reply: nil)) }
        }
        for (call, service) in outcome.calls {
            group.addTask { [self] in
                let result: ServiceResult =
                    if isReplay && !service.isRepeatable {
                        .refused(reason: "the client was restarted: run it again")
                    } else {
                        await services.perform(service)
                    }
                _ = post(Post(control: .served(call: call, result: result), reply: nil))
            }
        }
    }

    /// An agent whose last turn ended has nothing more to do, unless a person ended the turn and will say what next.
    private func closeIfDone(
        _ exchange: Exchange, _ group: inout ThrowingTaskGroup<Void, any Error>
    ) async throws {
        // Without a connection nothing would be closed: the signal that follows a connection comes here again.
        guard line.isConnected, !exchange.isBusy, let end = exchange.end, end != .interrupted, closePosts() else {
            return
        }
        try await line.closeInput()
        group.addTask { [folder] in
            do {
                try await Task.sleep(for: Self.patience)
                try await folder.stop(grace: .seconds(2))
            } catch {
                // It ended by itself, or this server does.
            }
        }
    }

    private func post(_ post: Post) -> Bool {
        let isTaken = posts.withLock { posts in
            posts?.append(post)
            return posts != nil
        }
        signal.yield()
        return isTaken
    }

    private func takePosts() -> [Post] {
        posts.withLock { posts in
            defer { if posts != nil { posts = [] } }
            return posts ?? []
        }
    }

    /// Takes nothing from now on; false when something waits to be taken, or it was closed before.
    private func closePosts() -> Bool {
        posts.withLock { posts in
            guard posts?.isEmpty == true else { return false }
            posts = nil
            return true
        }
    }

    private func leave() async {
        let left = posts.withLock { posts in
            defer { posts = nil }
            return posts ?? []
        }
        for post in left { post.reply?.resume(throwing: Self.tooLate) }
        await services.end()
    }
}
