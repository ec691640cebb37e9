import Domain
import Foundation
import Orchestration
import Processes
import Synchronization
import Testing

@testable import Harnesses

/// A server that shuts down while an agent says more than it can take in at once.
@Suite("Conversations that a server lets go")
struct DetachTests {
    @Test("it lets go at once, whatever was read already")
    func flood() async throws {
        let root = "\(NSHomeDirectory())/.cache/skein-tests/\(UUID().uuidString.prefix(8))"
        let places = Places(state: root, run: Run.ID(number: 1), ticket: Ticket.ID(number: 1))
        try FileManager.default.createDirectory(atPath: places.runFolder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: root) }  // a leftover harms nobody
        let words = "i=0; while [ $i -lt 500 ]; do echo noise; i=$((i+1)); done; touch \(root)/said; sleep 60"
        let launch = Launch(
            arguments: ["/bin/sh", "-c", words], environment: ["PATH": "/usr/bin:/bin"], workingDirectory: root,
            keepsInputOpen: true)
        _ = try await ShimHost.locate().start(launch, in: places.process)
        while !FileManager.default.fileExists(atPath: "\(root)/said") { try await Task.sleep(for: .milliseconds(10)) }
        let opening = Opening(
            run: 1, prompt: "", worktree: root, writable: [], model: nil, effort: nil, permissions: .ask,
            session: .fresh, home: nil)
        let record = try ConversationRecord(
            Exchange(ClaudeDialect(opening), policy: AnswerPolicy(.ask)), places, clock: SystemClock())
        let reports = Mutex(0)
        let conversation = Conversation(RunFolder(places.process), services: NoServices()) { _ in
            reports.withLock { $0 += 1 }
            withUnsafeCurrentTask { $0?.cancel() }
            return nil
        }
        await #expect(throws: CancellationError.self) {
            try await Task { _ = try await conversation.hold(record) }.value
        }
        #expect(reports.withLock { $0 } == 1)
        try await RunFolder(places.process).stop(grace: .seconds(1))
        _ = try await RunFolder(places.process).follow {}
    }
}
