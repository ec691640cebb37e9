import Foundation
import Testing

@testable import Harnesses

@Suite("Files and terminals for an agent") struct WorktreeServiceTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "skein-service-\(UUID().uuidString)")
        .path
    private var tree: String { "\(folder)/tree" }
    private let service: WorktreeService

    init() throws {
        for name in ["tree/src", "outside"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        service = WorktreeService(worktree: "\(folder)/tree", environment: ["PATH": "/usr/bin:/bin", "MARK": "1"])
    }

    private func write(_ content: String, _ path: String) throws {
        try content.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func refusal(_ call: ServiceCall) async -> String? {
        if case .refused(let reason) = await service.perform(call) { reason } else { nil }
    }

    private func start(_ command: String, _ arguments: [String] = [], limit: Int? = nil) async throws -> String {
        let call = ServiceCall.createTerminal(
            command: command, arguments: arguments, environment: ["ADDED": "2"], folder: nil, limit: limit)
        guard case .terminal(let id) = await service.perform(call) else { throw CancellationError() }
        return id
    }

    @Test("files inside, whole and by lines") func files() async throws {
        #expect(await service.perform(.writeFile(path: "\(tree)/new/./a.txt", content: "1\n2\n3\n")) == .done)
        #expect(
            await service.perform(.readFile(path: "\(tree)/src/../new/a.txt", line: nil, limit: nil))
                == .file(content: "1\n2\n3\n"))
        #expect(await service.perform(.readFile(path: "new/a.txt", line: 2, limit: 1)) == .file(content: "2\n"))
        #expect(await service.perform(.readFile(path: "new/a.txt", line: 3, limit: 9)) == .file(content: "3\n"))
        #expect(await service.perform(.readFile(path: "new/a.txt", line: 9, limit: 1)) == .file(content: ""))
        #expect(await service.perform(.readFile(path: "new/a.txt", line: -4, limit: -1)) == .file(content: ""))
        #expect(await service.perform(.writeFile(path: "new/a.txt", content: "x")) == .done)
        #expect(try String(contentsOfFile: "\(tree)/new/a.txt", encoding: .utf8) == "x")
    }

    @Test("nothing outside the worktree, not through `..` nor through links") func outside() async throws {
        try write("secret", "\(folder)/outside/a")
        try FileManager.default.createSymbolicLink(atPath: "\(tree)/link", withDestinationPath: "\(folder)/outside")
        try FileManager.default.createSymbolicLink(atPath: "\(tree)/file", withDestinationPath: "\(folder)/outside/a")
        try FileManager.default.createSymbolicLink(
            atPath: "\(tree)/dangling", withDestinationPath: "\(folder)/outside/new")
        for path in ["/etc/passwd", "../outside/a", "\(tree)/../outside/a", "link/a", "file", "\(folder)/tree2/a"] {
            #expect(
                await refusal(.readFile(path: path, line: nil, limit: nil))?.hasSuffix("is outside the worktree")
                    == true)
            #expect(await refusal(.writeFile(path: path, content: "x"))?.hasSuffix("is outside the worktree") == true)
        }
        for path in ["link/new/b", "dangling", "dangling/b", "none/../../outside/b", "", "a\0b", "src", "."] {
            #expect(await refusal(.writeFile(path: path, content: "x")) != nil, "\(path)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/outside") == ["a"])
        #expect(try String(contentsOfFile: "\(folder)/outside/a", encoding: .utf8) == "secret")
        let call = ServiceCall.createTerminal(
            command: "ls", arguments: [], environment: [:], folder: "link", limit: nil)
        #expect(await refusal(call) == "link is outside the worktree")
    }

    @Test("what is no text, too large, missing, or git's own is refused") func refused() async throws {
        try Data([0, 1, 2]).write(to: URL(filePath: "\(tree)/binary"))
        try Data([0xff, 0xfe, 65]).write(to: URL(filePath: "\(tree)/latin"))
        try Data(count: WorktreeFiles.sizeLimit + 1).write(to: URL(filePath: "\(tree)/big"))
        mkfifo("\(tree)/fifo", 0o600)
        #expect(await refusal(.readFile(path: "binary", line: nil, limit: nil)) == "binary is not a text in UTF-8")
        #expect(await refusal(.readFile(path: "latin", line: nil, limit: nil)) == "latin is not a text in UTF-8")
        #expect(await refusal(.readFile(path: "big", line: 1, limit: 1)) == "big has 8388609 bytes, more than 8388608")
        #expect(await refusal(.readFile(path: "none", line: nil, limit: nil)) == "none is not read: it does not exist")
        #expect(
            await refusal(.readFile(path: "src", line: nil, limit: nil)) == "src is not read: it is not a regular file")
        #expect(await refusal(.readFile(path: "fifo", line: nil, limit: nil)) != nil)
        #expect(await refusal(.writeFile(path: "fifo", content: "x")) != nil)
        #expect(await refusal(.writeFile(path: ".git", content: "x")) == ".git belongs to git")
        let large = String(repeating: "a", count: WorktreeFiles.sizeLimit + 1)
        #expect(await refusal(.writeFile(path: "large", content: large)) != nil)
        #expect(!FileManager.default.fileExists(atPath: "\(tree)/large"))
    }

    @Test("a program, its environment, its folder and its end") func program() async throws {
        let id = try await start("echo $MARK$ADDED; pwd; echo no >&2; exit 3")
        #expect(await service.perform(.waitForTerminal(terminal: id)) == .exited(status: 3, signal: nil))
        let real = try #require(realpath(tree, nil).map { String(cString: $0) })
        let output = ServiceResult.output(text: "12\n\(real)\nno\n", isCut: false, status: 3, signal: nil)
        #expect(await service.perform(.terminalOutput(terminal: id)) == output)
        #expect(await service.perform(.releaseTerminal(terminal: id)) == .done)
        #expect(await refusal(.terminalOutput(terminal: id)) == "there is no terminal \(id)")
        let missing = try await start("no-such-program", ["x"])
        #expect(await refusal(.waitForTerminal(terminal: missing)) != nil)
    }

    @Test("the newest output is kept, and no character is cut in two") func limit() async throws {
        let id = try await start("printf", ["aéé"], limit: 3)
        _ = await service.perform(.waitForTerminal(terminal: id))
        #expect(
            await service.perform(.terminalOutput(terminal: id))
                == .output(text: "é", isCut: true, status: 0, signal: nil))
        let long = try await start("head -c 3000000 /dev/zero | tr '\\0' x")
        _ = await service.perform(.waitForTerminal(terminal: long))
        guard case .output(let text, true, 0, nil) = await service.perform(.terminalOutput(terminal: long)) else {
            Issue.record("no output")
            return
        }
        #expect(text.utf8.count == WorktreeService.outputLimit)
    }

    @Test("kill ends a program and its children; what it wrote stays") func kill() async throws {
        let id = try await start("echo begun; sleep 100 & sleep 100")
        while true {
            if case .output("begun\n", _, nil, nil) = await service.perform(.terminalOutput(terminal: id)) { break }
            await Task.yield()
        }
        #expect(await service.perform(.killTerminal(terminal: id)) == .done)
        #expect(await service.perform(.waitForTerminal(terminal: id)) == .exited(status: nil, signal: "SIGTERM"))
        #expect(
            await service.perform(.terminalOutput(terminal: id))
                == .output(text: "begun\n", isCut: false, status: nil, signal: "SIGTERM"))
    }

    @Test("the end kills all, even what does not want to, and refuses the rest") func end() async throws {
        for _ in 0..<3 { _ = try await start("trap '' TERM; while :; do sleep 1; done") }
        await service.end()
        #expect(await refusal(.readFile(path: "src", line: nil, limit: nil)) == "the run is over")
    }

    @Test("no more terminals than the limit") func many() async throws {
        for _ in 0..<WorktreeService.terminalLimit { _ = try await start("true") }
        let call = ServiceCall.createTerminal(command: "true", arguments: [], environment: [:], folder: nil, limit: nil)
        #expect(await refusal(call) == "32 terminals are open; release some")
        await service.end()
    }
}
