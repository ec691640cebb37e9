import Foundation
import Testing

/// Point 11: a clear sentence, a status that is not 0, and nothing changed.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let says: String
        var file: (name: String, text: String)?

        var testDescription: String { arguments.joined(separator: " ") + (file.map { " \($0.name)" } ?? "") }

        init(_ arguments: [String], _ status: Int32, _ says: String, file: (String, String)? = nil) {
            self.arguments = arguments
            self.status = status
            self.says = says
            self.file = file
        }
    }

    @Test(arguments: [
        ("make test | tee log", "| in OPTION means something to a shell only"),
        ("make && make test", "& in OPTION means something to a shell only"),
        ("~/bin/check", "~ in OPTION means something to a shell only"),
        ("$HOME/check", "$ in OPTION means something to a shell only"),
        ("make 'test", "OPTION ends inside ': close the quote."),
        ("make test\\", "OPTION ends inside \\: close the quote."),
        ("", "OPTION must be a program and its arguments, such as \"make test\"."),
        (" ''", "OPTION must be a program and its arguments, such as \"make test\"."),
    ])
    func anOptionIsReadAsTheFilesAre(text: String, complaint: String) async throws {
        let yard = try await Yard()
        let agent = try yard.agent("true")
        let before = try await yard.fingerprint()
        for (option, arguments) in [
            ("--gate", ["init", "--gate", text]), ("--gate", ["run", "x", "--agent", agent, "--gate", text]),
            ("--agent", ["run", "x", "--gate", "make test", "--agent", text]),
        ] {
            let outcome = try await Binary.run(arguments, in: yard.repository)
            let says = complaint.replacing("OPTION", with: option)
            #expect(outcome.status == 2 && outcome.errors.contains(says), "\(outcome)")
        }
        #expect(try await yard.fingerprint() == before)
    }

    static let agent = "---\ncommand: [cat]\n"

    @Test(arguments: [
        Case(["ticket", "show", "T-99"], 3, "There is no ticket T-99: `skein ticket list` shows those there are."),
        Case(["ticket", "show", "nonsense"], 2, "nonsense is no identifier: write it like T-12."),
        Case(["ticket", "create", "x", "--agent", "adaa"], 3, "There is no agent adaa: did you mean ada?"),
        Case(["ticket", "create", "x", "--blocker", "T-99"], 3, "There is no ticket T-99"),
        Case(["ticket", "create", "x", "--priority", "huge"], 2, "it may be urgent, high, normal, low."),
        Case(["ticket", "create", ""], 2, "A ticket needs a title: say in one line what is to be done."),
        Case(["ticket", "create", "two\nlines"], 2, "The title must be one line without control characters"),
        Case(["ticket", "create", "a\u{1B}[2J"], 2, "The title must be one line without control characters"),
        Case(["ticket", "create", "x", "--label", "a\u{1B}[2J"], 2, "A label must be one line"),
        Case(["ticket", "create", "x", "--body", "@/nonexistent"], 3, "/nonexistent cannot be read"),
        Case(["ticket", "create", "x", "--body", "@/"], 6, "/ cannot be read: Is a directory."),
        Case(["ticket", "edit", "1"], 64, "Say what to change"),
        Case(["ticket", "edit", "1", "--add-blocker", "1"], 2, "T-1 cannot wait for itself"),
        Case(["ticket", "create", "x", "--label", " "], 2, "A label needs a text: leave the empty one out."),
        Case(["ticket", "edit", "1", "--add-label", ""], 2, "A label needs a text: leave the empty one out."),
        Case(["ticket", "craete", "x"], 64, "Did you mean `skein ticket create`?"),
        Case(["journl"], 64, "There is no command `skein journl`. Did you mean `skein journal`?"),
        Case(["ticket", "create", "-x"], 64, "A text that begins with - is written after --."),
        Case(["pause", "nobody"], 3, "There is no agent nobody"),
        Case(["run", "x", "--gate", "true"], 2, "says which gates there are"),
        Case(["run", "x", "--agent", "nobody"], 3, "There is no agent nobody"),
        Case(["up"], 5, "did you mean `gates`?", file: ("skein.yaml", yaml("gatez: { test: [make, test] }"))),
        Case(
            ["up"], 5, "projects.shop.maxRuns", file: ("skein.yaml", yaml("gates: { test: [make] }\n    maxRuns: many"))
        ),
        Case(["up"], 5, "no-such-program", file: ("skein.yaml", yaml("gates: { test: [no-such-program] }"))),
        Case(["up"], 5, "path", file: ("skein.yaml", yaml("gates: { test: [make] }", path: "../.."))),
        Case(["up"], 5, "manager", file: ("agents/ada.md", "---\ncommand: [cat]\nmanager: ada\n---\n")),
        Case(["up"], 5, "has no branch gone", file: ("skein.yaml", yaml("gates: { test: [make] }", target: "gone"))),
    ])
    func isRefused(_ example: Case) async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "there is one").status == 0)
        if let file = example.file { try yard.write(file.text, to: file.name) }
        let before = (try await yard.fingerprint(), try await revision(yard))
        let outcome = try await Binary.run(example.arguments, in: yard.repository)
        #expect(outcome.status == example.status, "\(outcome)")
        #expect(outcome.errors.contains(example.says) && outcome.output.isEmpty, "\(outcome)")
        #expect(try await yard.fingerprint() == before.0)
        #expect(try await revision(yard) == before.1)
    }

    private static func yaml(_ project: String, path: String = ".", target: String = "main") -> String {
        "projects:\n  shop:\n    path: \(path)\n    target: \(target)\n    \(project)\n"
    }

    /// The state folder's database, byte for byte but for what SQLite writes beside it.
    private func revision(_ yard: Yard) async throws -> Data? {
        let outcome = try await Binary.run(
            "/usr/bin/env",
            [
                "python3", "-c",
                "import sqlite3; database = sqlite3.connect('.skein/skein.db'); "
                    + "print(database.execute('select max(position) from journal').fetchone())",
            ],
            in: yard.repository)
        try #require(outcome.status == 0, "\(outcome)")
        return Data(outcome.output.utf8)
    }

    @Test func longAndBrokenTexts() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        let long = Data(repeating: 0x61, count: 10 << 20)
        let fromInput = try await yard.skein("ticket", "create", "x", "--body", "-", input: long)
        #expect(fromInput.status == 2 && fromInput.errors.contains("is longer than the 256 KiB"), "\(fromInput)")
        try long.write(to: URL(fileURLWithPath: "\(yard.root)/long"))
        let fromFile = try await yard.skein("ticket", "create", "x", "--body", "@../long")
        #expect(fromFile.status == 2 && fromFile.errors.contains("is longer than the 256 KiB"), "\(fromFile)")
        let broken = try await yard.skein("ticket", "create", "x", "--body", "-", input: Data([0x61, 0xFF]))
        #expect(broken.status == 2 && broken.errors.contains("is not valid UTF-8"), "\(broken)")
        let shell = "'\(Binary.path)' ticket create \"$(printf 'a\\377')\""
        let argument = try await Binary.run("/bin/sh", ["-c", shell], in: yard.repository)
        #expect(argument.status == 2 && argument.errors.contains("Argument 3 is not valid UTF-8"), "\(argument)")
        #expect(try await yard.skein("ticket", "list").output == "no tickets: `skein ticket create \"…\"` makes one\n")
    }

    @Test func placesThatAreNoRepository() async throws {
        let yard = try await Yard()
        let empty = "\(yard.root)/empty"
        try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
        let plain = try await Binary.run(["init"], in: empty)
        #expect(plain.status == 6 && plain.errors.contains("run `git init` there"), "\(plain)")
        #expect(try await Binary.run("/usr/bin/env", ["git", "init", "-q", "-b", "main"], in: empty).status == 0)
        let unborn = try await Binary.run(["init"], in: empty)
        #expect(unborn.status != 0 && unborn.errors.contains("commit"), "\(unborn)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: empty) == [".git"])
    }

    /// The folder one stands in is not what was meant.
    @Test func aProjectThatIsNowhere() async throws {
        let yard = try await Yard()
        let agent = try yard.agent("cat > /dev/null; echo x > new.txt")
        let before = try await yard.fingerprint()
        let outcome = try await yard.skein("run", "x", "--agent", agent, "--gate", "true", "--project", "../shpo")
        #expect(outcome.status == 3 && outcome.errors.contains("There is no folder ../shpo"), "\(outcome)")
        #expect(try await yard.fingerprint() == before)
        #expect(!FileManager.default.fileExists(atPath: "\(yard.repository)/.skein"))
    }

    @Test func aStateFolderThatIsALink() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        let elsewhere = "\(yard.root)/elsewhere"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(yard.repository)/.skein", withDestinationPath: elsewhere)
        let outcome = try await yard.skein("ticket", "list")
        #expect(outcome.status == 4 && outcome.errors.contains("is a symbolic link or a file"), "\(outcome)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere).isEmpty)
    }

    /// What a repository of somebody else may carry in the place of the token.
    @Test(arguments: ["mkdir token", "mkfifo token", "ln -s ../README.md token", "echo known-to-others >token"])
    func aTokenThatIsNotOurs(_ plant: String) async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        let script = "mkdir .skein && cd .skein && \(plant)"
        #expect(try await Binary.run("/bin/sh", ["-c", script], in: yard.repository).status == 0)
        let outcome = try await yard.skein("ticket", "list")
        #expect(outcome.status == 6 && outcome.errors.contains("delete it, and the next start makes"), "\(outcome)")
    }

    @Test func aDamagedDatabase() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        try yard.write(String(repeating: "garbage", count: 9000), to: ".skein/skein.db")
        let outcome = try await yard.skein("ticket", "list")
        #expect(outcome.status == 6 && outcome.errors.contains("is damaged: move it away"), "\(outcome)")
    }

    /// A limit on the size of files stands in for a disk without room for the index beside the database's log.
    @Test func aFullDiskBeneathTheDatabase() async throws {
        let yard = try await Yard()
        #expect(try await yard.skein("init").status == 0)
        #expect(try await yard.skein("ticket", "create", "a").status == 0)
        let script = "trap '' XFSZ; ulimit -f 16; exec '\(Binary.path)' ticket list"
        let outcome = try await Binary.run("/bin/sh", ["-c", script], in: yard.repository)
        #expect(outcome.status == 6 && outcome.errors.contains("is full: free some space"), "\(outcome)")
        #expect(try await yard.skein("ticket", "list").status == 0)
    }

    @Test func aFullDiskBehindStandardOutput() async throws {
        let yard = try await Yard()
        let script = "'\(Binary.path)' doctor >/dev/full"
        let outcome = try await Binary.run("/bin/sh", ["-c", script], in: yard.repository)
        #expect(outcome.status == 6 && outcome.errors.contains("No space left on device"), "\(outcome)")
    }
}
