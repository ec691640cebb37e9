import Domain
import Foundation

/// Writes the starter files of a workspace: `skein.yaml`, and two agents with comments or those of an organisation.
///
/// Nothing that exists is overwritten; when anything is in the way, nothing is written at all. When the repository is
/// the workspace itself, `.skein/` is added to its `.gitignore`; git is never run. The gate is guessed from the
/// repository's files when none is given; without a guess, loading fails until a person has filled it in.
/// Returns the files written, relative to `path`.
public func initialise(at path: String, _ plan: WorkspacePlan) throws(ConfigurationError) -> [String] {
    let folder = try WorkspaceFolder(root: path)
    let repository = try StarterFiles.repository(plan.projectPath, folder)
    try StarterFiles.check(plan.projectName, plan.target)
    let guess = GateGuess.of(repository)
    let isInside = Paths.isInside(repository, folder.root)
    let relative = repository == folder.root ? "." : String(repository.dropFirst(folder.root.count + 1))
    let starter = Starter(
        projectName: plan.projectName, projectPath: isInside ? relative : repository, target: plan.target,
        guess: plan.gate.map { GateGuess(gate: $0, keep: guess?.keep ?? []) } ?? guess,
        allowedPath: isInside ? nil : repository, agent: plan.organisation?.first ?? "ada")
    let agents = plan.organisation?.files(plan.harness) ?? Starter.agents(plan.harness)
    let yaml = [starter.yaml, plan.organisation?.yaml ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    let files = StarterFiles(folder: folder, texts: [(WorkspaceFolder.fileName, yaml)] + agents)
    return try files.write(ignoring: repository == folder.root)
}

/// What a new workspace is to be.
public struct WorkspacePlan: Sendable {
    public var projectPath = "."
    public var projectName: String
    public var target: String
    /// Nil: guessed from the repository's files.
    public var gate: [String]?
    /// Nil: two agents with comments, as an example.
    public var organisation: Organisation?
    /// What drives its agents.
    public var harness = "claude"

    public init(projectName: String, target: String) {
        self.projectName = projectName
        self.target = target
    }
}

/// Puts the starter files in their places.
struct StarterFiles {
    let folder: WorkspaceFolder
    let texts: [(name: String, text: String)]

    static func repository(_ path: String, _ folder: WorkspaceFolder) throws(ConfigurationError) -> String {
        if let found = Paths.resolve(Paths.join(folder.root, path)), Paths.kind(found) == .folder { return found }
        throw ConfigurationError(
            at: Place(file: path), "there is no such folder", "name the folder of the git repository")
    }

    static func check(_ name: String, _ target: String) throws(ConfigurationError) {
        let reading = Reading(file: WorkspaceFolder.fileName)
        _ = reading.check(name: name, "project", at: Place(file: reading.file, key: "projects"))
        if let error = reading.errors.first { throw error }
        guard BranchName.isValid(target) else {
            throw ConfigurationError(
                at: Place(file: reading.file, key: "target"), "expected the name of a branch, found \(quoted(target))",
                "name the branch that landed work goes to, such as main")
        }
    }

    func write(ignoring: Bool) throws(ConfigurationError) -> [String] {
        let ignore = GitIgnore(root: folder.root)
        for (name, _) in texts {
            let path = Paths.join(folder.root, name)
            guard Paths.kind(path) == .nothing, !Paths.isLink(path) else {
                throw ConfigurationError(
                    at: Place(file: name), "the file exists already and is not overwritten",
                    "edit it, or move it away and run `skein init` again")
            }
        }
        let addition = ignoring ? try ignore.addition() : nil
        var written: [String] = []
        for (name, text) in texts {
            try create(name, text)
            written.append(name)
        }
        if let addition {
            try ignore.append(addition)
            written.append(GitIgnore.name)
        }
        return written
    }

    private func create(_ name: String, _ text: String) throws(ConfigurationError) {
        let path = Paths.join(folder.root, name)
        if name.contains("/") { mkdir(folder.agents, 0o755) }
        try writeAll(text, to: open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644), name)
    }
}

/// Writes a text to a file just opened, and closes it.
func writeAll(_ text: String, to file: CInt, _ name: String) throws(ConfigurationError) {
    func failed() -> ConfigurationError {
        ConfigurationError(
            at: Place(file: name), "the file cannot be written: \(String(cString: strerror(errno)))",
            "make the folder writable and run `skein init` again")
    }
    guard file >= 0 else { throw failed() }
    defer { close(file) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { throw failed() }
        rest = rest.dropFirst(count)
    }
}
