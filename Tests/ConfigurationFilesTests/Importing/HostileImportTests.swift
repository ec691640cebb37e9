import ConfigurationFiles
import Domain
import Foundation
import Testing

/// Packages that mean harm: refused, and nothing is written.
@Suite struct HostileImportTests {
    private func complaint(_ package: TemporaryWorkspace, _ path: String? = nil) -> String {
        do throws(ConfigurationError) {
            _ = try OrganisationImport.read(at: path ?? package.root)
            return ""
        } catch {
            return error.description
        }
    }

    @Test func linksAreNotFollowed() throws {
        let secret = try TemporaryWorkspace(["secret/AGENTS.md": "---\nname: S\n---\nkey\n", "key": "x"])
        for (link, target) in [
            ("agents/ceo/AGENTS.md", "key"), ("agents/ceo", "secret"), ("agents", "."), ("COMPANY.md", "key"),
            ("tasks", "secret"), (".paperclip.yaml", "key"), ("teams", "secret"), ("skills", "secret"),
        ] {
            var files = ImportTests.company
            files = files.filter { $0.key != link && !$0.key.hasPrefix(link + "/") }
            let package = try TemporaryWorkspace(files)
            try package.makeFolder((link as NSString).deletingLastPathComponent)
            try package.link(link, to: secret.path(target))
            #expect(complaint(package).contains("nothing outside of the package is read"), "\(link)")
        }
    }

    @Test func linksWithinAreNotFollowedEither() throws {
        var files = ImportTests.company
        files["agents/ceo/AGENTS.md"] = nil
        let package = try TemporaryWorkspace(files)
        try package.makeFolder("agents/ceo")
        try package.link("agents/ceo/AGENTS.md", to: "../tester/AGENTS.md")
        #expect(complaint(package).contains("nothing outside of the package is read"))
    }

    @Test func whatIsTooLargeIsRefused() throws {
        var files = ImportTests.company
        files["agents/ceo/AGENTS.md"] = "---\nname: CEO\n---\n" + String(repeating: "x", count: 1_100_000)
        #expect(complaint(try TemporaryWorkspace(files)).contains("larger than 1 MB"))
        var many = ImportTests.company
        for number in 1...201 { many["agents/a\(number)/AGENTS.md"] = "---\nname: A\n---\nx\n" }
        #expect(complaint(try TemporaryWorkspace(many)).contains("more than 200 agents"))
        var tasks = ImportTests.company
        for number in 1...501 { tasks["tasks/t\(number)/TASK.md"] = "---\nname: T\n---\nx\n" }
        #expect(complaint(try TemporaryWorkspace(tasks)).contains("more than 500 tasks"))
    }

    @Test func bombsOfAliasesAreRefused() throws {
        var files = ImportTests.company
        let lines = (1...30).map {
            "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ","))]"
        }
        files["agents/ceo/AGENTS.md"] = "---\na0: &a0 x\n\(lines.joined(separator: "\n"))\n---\nx\n"
        #expect(complaint(try TemporaryWorkspace(files)).contains("alias"))
    }

    @Test func pipesDoNotHoldItUp() throws {
        var files = ImportTests.company
        files["agents/ceo/AGENTS.md"] = nil
        let package = try TemporaryWorkspace(files)
        try package.makeFolder("agents/ceo")
        #expect(mkfifo(package.path("agents/ceo/AGENTS.md"), 0o600) == 0)
        let found = try OrganisationImport.read(at: package.root)
        var copy = found
        let workspace = try ImportTests.workspace()
        let written = try copy.write(to: WorkspaceFolder(root: workspace.root), harness: "claude")
        #expect(!written.contains("agents/ceo.md"))
    }

    @Test func namesLeadNowhere() throws {
        let package = try TemporaryWorkspace([
            ".claude/agents/a.md":
                "---\nname: ../../../etc/passwd\ndescription: |\n  x\n  role: y\nmodel: \"--danger\"\n---\n---\nb\n"
        ])
        let workspace = try ImportTests.workspace()
        var found = try OrganisationImport.read(at: package.root)
        let written = try found.write(to: WorkspaceFolder(root: workspace.root), harness: "claude")
        #expect(written.allSatisfy { $0.wholeMatch(of: /agents\/[a-z0-9_-]+\.md/) != nil }, "\(written)")
        #expect(try workspace.everything.count == 3)
    }

    @Test func aLinkInTheWorkspaceIsNotWrittenThrough() throws {
        let (package, workspace) = (try TemporaryWorkspace(ImportTests.company), try ImportTests.workspace())
        try workspace.makeFolder("agents")
        try workspace.write("mine", "mine")
        try workspace.link("agents/ceo.md", to: "../mine")
        var found = try OrganisationImport.read(at: package.root)
        let folder = try WorkspaceFolder(root: workspace.root)
        #expect(throws: ConfigurationError.self) { try found.write(to: folder, harness: "claude", isForced: true) }
        #expect(try workspace.read("mine") == "mine")
    }

    @Test func whatIsNoPackageIsSaidToBeNone() throws {
        let empty = try TemporaryWorkspace(["README.md": "hello"])
        #expect(complaint(empty, empty.path("nothing")).contains("there is nothing here"))
        #expect(complaint(empty).contains("no agents are described here") || complaint(empty).contains("front matter"))
    }
}
