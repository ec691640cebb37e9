import Domain
import Foundation
import Testing

@Suite("Agents at work")
struct WorkTests {
    /// A command that takes so many seconds and dies with its group. Claude Code sometimes refuses `sleep`.
    private static func wait(_ seconds: Double) -> String { "timeout --foreground \(seconds) tail -f /dev/null" }

    @Test("edit, commit, and land", arguments: Subject.available.groups)
    func lands(_ group: [Subject]) async throws {
        try await Place.withEach(group) { place, subject in
            let ticket = try await place.ticket(
                "Write a file",
                """
                [{"text": "I write it.", "tools": [{"write": {"path": "new.txt", "content": "new\\n"}}],
                  "usage": {"input": 100, "output": 20, "cacheRead": 900}},
                 {"tools": [{"run": "git add -A && git commit -qm 'A new file'"}]},
                 {"text": "The file is there."}]
                """)
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            #expect(try await place.git("show", "main:new.txt") == "new\n", "\(subject)")
            let run = try #require(try await place.runs(of: ticket).first)
            #expect(run.state == .ended(.succeeded(summary: "The file is there.")), "\(subject)")
            #expect(run.session != nil, "\(subject)")
            let usage = try #require(run.usage)
            #expect(usage.cacheReadTokens >= 900 && usage.outputTokens >= 20, "\(subject): \(usage)")
            try await place.waitForEvent(run.id, "file_changed", "new.txt")
        }
    }

    /// It opens a session, has its client write a file and commit it in a terminal, and ends its turn.
    private static let servedAgent = """
        say() { printf '{"jsonrpc":"2.0",%s}\\n' "$1"; read -r answer; }
        read -r initialize
        case $initialize in *'"terminal":true'*) ;; *) exit 3 ;; esac
        say '"id":0,"result":{"protocolVersion":1,"agentCapabilities":{},"authMethods":[]}'
        say '"id":1,"result":{"sessionId":"s"}'
        say '"id":7,"method":"fs/write_text_file","params":{"sessionId":"s","path":"'"$PWD"'/new.txt","content":"new"}'
        say '"id":8,"method":"terminal/create","params":{"sessionId":"s","command":"sh",\
        "args":["-c","echo $SKEIN_RUN_FOLDER >marked.txt; git add -A; git commit -qm New"]}'
        id=$(printf '%s' "$answer" | sed 's/.*"terminalId":"\\([^"]*\\)".*/\\1/')
        say '"id":9,"method":"terminal/wait_for_exit","params":{"sessionId":"s","terminalId":"'"$id"'"}'
        printf '{"jsonrpc":"2.0","id":2,"result":{"stopReason":"end_turn"}}\\n'
        read -r last
        """

    @Test("files and terminals are Skein's when the agent's file says so, and carry the mark of the run")
    func served() async throws {
        let circumstances = Circumstances(command: ["sh", "-c", Self.servedAgent], usesClientTools: true)
        try await Place.withEach([.fakeACP], circumstances) { place, _ in
            let ticket = try await place.ticket("Write a file", "[]")
            #expect(try await place.waitUntilClosed(ticket).state == .done)
            let run = try #require(try await place.runs(of: ticket).first)
            #expect(try await place.git("show", "main:new.txt") == "new")
            #expect(try await place.git("show", "main:marked.txt").hasSuffix("/runs/\(run.id)\n"))
        }
    }

    @Test("a real agent whose files and terminals are Skein's", arguments: Subject.served)
    func reallyServed(_ subject: Subject) async throws {
        try await Place.withEach([subject], Circumstances(usesClientTools: true)) { place, subject in
            let ticket = try await place.ticket(
                "Write a file",
                """
                [{"text": "I write it.", "tools": [{"write": {"path": "new.txt", "content": "new\\n"}}]},
                 {"tools": [{"run": "git add -A && git commit -qm 'A new file'"}]},
                 {"text": "The file is there."}]
                """)
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            #expect(try await place.git("show", "main:new.txt") == "new\n", "\(subject)")
        }
    }

    @Test("a permission is asked, and what a person says counts", arguments: Subject.askingForPrograms.groups)
    func permission(_ group: [Subject]) async throws {
        try await Place.withEach(group, Circumstances(permissions: .ask)) { place, subject in
            let ticket = try await place.ticket(
                "Run something",
                """
                [{"tools": [{"run": "touch allowed.txt"}]}, {"tools": [{"run": "touch denied.txt"}]},
                 {"text": "Done."}]
                """)
            let first = try await place.request()
            #expect(first.content.kind == .execute, "\(subject): \(first)")
            #expect((first.content.title + first.content.detail).contains("touch allowed.txt"), "\(subject): \(first)")
            _ = try await place.control.answer(first.id, .allow, by: "ada")
            try await place.wait { try $0.request(first.id)?.state != .open && $0.openRequests().count == 1 }
            let second = try await place.request()
            _ = try await place.control.answer(second.id, .deny(reason: "no need for it"), by: "ada")
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let files = try await place.git("ls-tree", "--name-only", "main")
            #expect(files.contains("allowed.txt") && !files.contains("denied.txt"), "\(subject): \(files)")
        }
    }

    @Test("a word of a person reaches the agent at work", arguments: Subject.steerable.groups)
    func steered(_ group: [Subject]) async throws {
        try await Place.withEach(group) { place, subject in
            let ticket = try await place.ticket(
                "Work a while",
                """
                [{"tools": [{"run": "\(Self.wait(subject.isFake ? 0.5 : 3)); echo one > one.txt"}]},
                 {"text": "One is there."}]
                """)
            let run = try await place.running(ticket)
            try await place.waitForEvent(run.id, "tool_started")
            let word =
                "Do two as well.\n"
                + Place.fenced(
                    """
                    [{"tools": [{"run": "echo two > two.txt"}]}, {"text": "Two is there, too."}]
                    """)
            _ = try await place.control.say(word, to: run.id, by: "ada")
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let files = try await place.git("ls-tree", "--name-only", "main")
            #expect(files.contains("one.txt") && files.contains("two.txt"), "\(subject): \(files)")
            try await place.waitForEvent(run.id, "said", "Do two as well.")
        }
    }

    @Test("an interrupted agent waits for a word, and goes on with it", arguments: Subject.available.groups)
    func interrupted(_ group: [Subject]) async throws {
        try await Place.withEach(group) { place, subject in
            let ticket = try await place.ticket(
                "Work for ever", #"[{"tools": [{"run": "\#(Self.wait(100)); touch never.txt"}]}, {"text": "Done."}]"#)
            let run = try await place.running(ticket)
            try await place.waitForEvent(run.id, "tool_started")
            try await place.control.interrupt(run.id, by: "ada")
            try await place.waitForEvent(run.id, "turn_ended", "interrupted")
            let word = Place.fenced(#"[{"tools": [{"run": "touch instead.txt"}]}, {"text": "Done instead."}]"#)
            let reception = try await place.control.say(word, to: run.id, by: "ada")
            #expect(reception == .taken(isInTurn: false), "\(subject): no turn ran")
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let files = try await place.git("ls-tree", "--name-only", "main")
            #expect(files.contains("instead.txt") && !files.contains("never.txt"), "\(subject): \(files)")
        }
    }

    /// A gate whose evidence tells the scripted model what to do about it.
    private static let demandingGate = [
        "sh", "-c",
        """
        test -e good.txt && exit 0
        printf '%s\\n' '```script' '[{"tools": [{"run": "touch good.txt"}]}, {"text": "Mended."}]' '```'
        exit 1
        """,
    ]

    @Test("what came back is mended in the same session", arguments: Subject.available.groups)
    func resumed(_ group: [Subject]) async throws {
        try await Place.withEach(group, Circumstances(gate: Self.demandingGate)) { place, subject in
            let ticket = try await place.ticket(
                "Make it good", #"[{"tools": [{"run": "touch bad.txt"}]}, {"text": "Done."}]"#)
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let runs = try await place.runs(of: ticket)
            #expect(runs.count == 2, "\(subject)")
            #expect(runs.last?.choice.resumes == runs.first?.session)
            #expect(runs.last?.session == runs.first?.session)
            let files = try await place.git("ls-tree", "--name-only", "main")
            #expect(files.contains("bad.txt") && files.contains("good.txt"), "\(files)")
        }
    }

    @Test("a run that ended long ago can be asked, and its session stays as it was", arguments: Subject.forking.groups)
    func asked(_ group: [Subject]) async throws {
        try await Place.withEach(group) { place, subject in
            let ticket = try await place.ticket(
                "Write a file", #"[{"tools": [{"run": "touch a.txt"}]}, {"text": "Written."}]"#)
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let run = try #require(try await place.runs(of: ticket).first)
            let before = place.events(run.id)
            let question = "Why?\n" + Place.fenced(#"[{"tools": [{"run": "touch b.txt"}]}, {"text": "Because."}]"#)
            #expect(try await place.control.ask(run.id, question) == "Because.")
            #expect(place.events(run.id) == before)
            #expect(try await place.git("ls-tree", "--name-only", "main").contains("a.txt"))
        }
    }
}
