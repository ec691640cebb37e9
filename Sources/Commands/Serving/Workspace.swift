import ConfigurationFiles
import Domain
import Foundation
import Orchestration
import Synchronization
import Upkeep

/// A workspace on this machine: where its state is, and where its configuration comes from.
struct LocalWorkspace: Sendable {
    let root: String
    let state: WorkspaceState
    /// nil: what was in force last stays so.
    let source: (any ConfigurationSource)?

    /// The workspace that `path` lies in, configured by files.
    init(containing path: String) throws {
        try self.init(try WorkspaceFolder.find(from: path))
    }

    init(_ folder: WorkspaceFolder) throws {
        root = folder.root
        state = WorkspaceState(path: folder.state)
        source = FileSource(folder)
    }

    /// A workspace without files: a repository, one agent and sane defaults.
    init(root: String, configuration: Configuration) {
        self.root = root
        state = WorkspaceState(path: "\(root)/.skein")
        source = FixedSource(configuration: configuration)
    }

    /// A workspace without files that was used before; nil when there is none at `path` or above.
    init?(bareAt path: String) {
        var folder = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath()
        while !FileManager.default.fileExists(atPath: folder.appendingPathComponent(".skein/skein.db").path) {
            if folder.path == "/" { return nil }
            folder.deleteLastPathComponent()
        }
        root = folder.path
        state = WorkspaceState(path: "\(root)/.skein")
        source = nil
    }
}

extension LocalWorkspace {
    /// What is kept of it.
    var kept: StateFolder { StateFolder(path: state.path, root: root) }
}

/// `skein.yaml` and `agents/*.md`.
private final class FileSource: ConfigurationSource {
    private let folder: WorkspaceFolder
    private let watch: Mutex<ConfigurationWatch>

    init(_ folder: WorkspaceFolder) {
        self.folder = folder
        watch = Mutex(ConfigurationWatch(folder))
    }

    func hasChanged() -> Bool { watch.withLock { $0.hasChanged() } }

    func complaint(about file: String, as agent: Agent.ID) -> String? {
        ConfigurationFiles.complaint(about: file, asAgent: agent.name, in: folder)
    }

    func add(_ agent: Agent.ID, file: String) throws {
        let path = "\(folder.agents)/\(agent).md"
        if FileManager.default.fileExists(atPath: path) { return }
        try FileManager.default.createDirectory(atPath: folder.agents, withIntermediateDirectories: true)
        try Data((file.hasSuffix("\n") ? file : file + "\n").utf8).write(
            to: URL(fileURLWithPath: path), options: .atomic)
    }

    func load() throws -> Configuration { try ConfigurationFiles.load(folder) }
}

/// A configuration that was made up, not read.
private struct FixedSource: ConfigurationSource {
    let configuration: Configuration

    func hasChanged() -> Bool { false }
    func load() -> Configuration { configuration }
}
