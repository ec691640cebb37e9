import ConfigurationFiles
import Foundation
import Testing

@Suite struct WatchTests {
    private let agent = "---\ncommand: tool\n---\n"

    @Test func everyEditIsSeenOnce() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest, "agents/ada.md": agent])
        var watch = ConfigurationWatch(try WorkspaceFolder(root: workspace.root))
        let isChanged = watch.hasChanged()
        #expect(!isChanged)
        let edits: [() throws -> Void] = [
            { try workspace.write("skein.yaml", smallest + "\n") },
            { try workspace.write("agents/ada.md", self.agent + "More.\n") },
            { try workspace.write("agents/bob.md", self.agent) },
            { try FileManager.default.removeItem(atPath: workspace.path("agents/bob.md")) },
            { rename(workspace.path("agents/ada.md"), workspace.path("agents/eve.md")) },
            { try FileManager.default.removeItem(atPath: workspace.path("agents")) },
            { try FileManager.default.removeItem(atPath: workspace.path("skein.yaml")) },
            { try workspace.write("skein.yaml", smallest) },
        ]
        for edit in edits {
            try edit()
            let (first, second) = (watch.hasChanged(), watch.hasChanged())
            #expect(first && !second)
        }
    }

    @Test func anEditWithTheOldTimeAndSizeIsSeen() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest])
        let path = workspace.path("skein.yaml")
        var before = stat()
        stat(path, &before)
        var watch = ConfigurationWatch(try WorkspaceFolder(root: workspace.root))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.write(contentsOf: Data("# rojects".utf8))
        try handle.close()
        var times = [before.st_atim, before.st_mtim]
        utimensat(AT_FDCWD, path, &times, 0)
        let isChanged = watch.hasChanged()
        #expect(isChanged)
    }

    @Test func filesThatAreNotReadAreNotWatched() throws {
        let workspace = try TemporaryWorkspace(["skein.yaml": smallest, "agents/ada.md": agent])
        var watch = ConfigurationWatch(try WorkspaceFolder(root: workspace.root))
        try workspace.write("agents/_draft.md", "")
        try workspace.write("agents/.ada.md.swp", "")
        try workspace.write("README.md", "")
        let isChanged = watch.hasChanged()
        #expect(!isChanged)
    }
}
