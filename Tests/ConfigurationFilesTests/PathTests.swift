import ConfigurationFiles
import Domain
import Testing

@Suite struct PathTests {
    private func yaml(_ path: String) -> String { smallest.replacing("path: .", with: "path: \(path)") }

    @Test func pathsThatAreNoRepository() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": yaml("nowhere"), "file": "", ".skein/x": ""])
        #expect(
            try workspace.complaints() == """
                skein.yaml:3: projects.web.path: nowhere does not exist; name a folder that exists; \
                a relative path begins at skein.yaml
                """)
        try workspace.write("skein.yaml", yaml("file"))
        #expect(
            try workspace.complaints() == """
                skein.yaml:3: projects.web.path: file is not a folder; name the folder of a git \
                repository
                """)
        try workspace.write("skein.yaml", yaml(".skein"))
        #expect(
            try workspace.complaints() == """
                skein.yaml:3: projects.web.path: ROOT/.skein lies in .skein, where Skein keeps its \
                own things; name the repository itself
                """)
        try workspace.link("loop", to: "loop")
        try workspace.write("skein.yaml", yaml("loop"))
        #expect(
            try workspace.complaints() == """
                skein.yaml:3: projects.web.path: loop cannot be followed: Too many levels of \
                symbolic links; name a folder that exists; a relative path begins at skein.yaml
                """)
    }

    @Test func pathsOutOfTheWorkspace() throws {
        let outside = try TemporaryWorkspace(["a": ""])
        let workspace = try TemporaryWorkspace()
        try workspace.link("web", to: outside.root)
        for path in ["web", outside.root, "../" + outside.root.split(separator: "/")[1...].joined(separator: "/")] {
            try workspace.write("skein.yaml", yaml(path))
            let before = try workspace.everything
            #expect(
                try workspace.complaints() == """
                    skein.yaml:3: projects.web.path: \(path) leads to \(outside.root), outside the \
                    workspace ROOT; move it inside, or allow it with a line `allowPaths: \
                    [\(outside.root)]` at the top of skein.yaml
                    """)
            #expect(try workspace.everything == before)
            try workspace.write("skein.yaml", "allowPaths: [\(outside.root)]\n" + yaml(path))
            #expect(try workspace.load().projects[Project.ID(name: "web")]?.path == outside.root)
        }
    }

    @Test func neighboursWithTheSameBeginningAreOutside() throws {
        let above = try TemporaryWorkspace(["orchard/skein.yaml": yaml("../orchard-2"), "orchard-2/a": ""])
        let folder = try WorkspaceFolder(root: above.path("orchard"))
        #expect(throws: ConfigurationErrors.self) { try ConfigurationFiles.load(folder, programs: .anything) }
    }

    @Test(arguments: [
        ("a", "./a", "ROOT/a is the folder of project web"),
        ("a", "link", "ROOT/a is the folder of project web"),
        ("a", "a/b", "ROOT/a/b and the folder of project web lie in each other"),
        (".", "a", "ROOT/a and the folder of project web lie in each other"),
        ("a/b", "a", "ROOT/a and the folder of project web lie in each other"),
    ])
    func repositoriesOfTwoProjects(first: String, second: String, problem: String) throws {
        let api = "  api: { path: \(second), target: main, gates: { a: [make] } }\n"
        let workspace = try TemporaryWorkspace(["skein.yaml": yaml(first) + api, "a/b/c": ""])
        try workspace.link("link", to: "a")
        #expect(
            try workspace.complaints() == """
                skein.yaml:6: projects.api.path: \(problem); give every project a repository of its \
                own
                """)
    }

    @Test func theWorkspaceIsFoundUpwards() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest, "a/b/c": ""])
        #expect(try WorkspaceFolder.find(from: workspace.path("a/b")).root == workspace.root)
        #expect(try WorkspaceFolder.find(from: workspace.root).yaml == workspace.path("skein.yaml"))
    }

    @Test func aCheckoutBelongsToTheWorkspaceAroundIt() throws {
        let workspace = try TemporaryWorkspace([
            "skein.yaml": smallest, ".skein/worktrees/T-1/skein.yaml": smallest, ".skein/worktrees/T-1/src/x": "",
        ])
        #expect(try WorkspaceFolder.find(from: workspace.path(".skein/worktrees/T-1/src")).root == workspace.root)
    }

    @Test func noWorkspace() throws {
        let empty = try TemporaryWorkspace()
        let error = #expect(throws: ConfigurationError.self) { try WorkspaceFolder.find(from: empty.root) }
        #expect(
            error?.description == """
                skein.yaml: there is none in \(empty.root) or in any folder above it; run `skein \
                init` where the workspace shall be
                """)
        let nowhere = #expect(throws: ConfigurationError.self) { try WorkspaceFolder.find(from: "/no/such/folder") }
        #expect(
            nowhere?.description == """
                /no/such/folder: there is no such folder; name a folder that exists, or make it \
                first
                """)
    }
}
