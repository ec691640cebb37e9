import Processes

/// One way of calling the `git` program: which folder, which git directory, index and work tree. Never a shell.
struct Git: Sendable {
    /// Where it runs.
    var directory: String
    /// `GIT_DIR`, `GIT_WORK_TREE`, `GIT_INDEX_FILE`: unset unless given here, whatever our own caller had set.
    var gitDirectory: String?
    var workTree: String?
    var index: String?
    /// More variables, for identities and dates.
    var variables: [String: String] = [:]
    /// More `-c key=value`.
    var settings: [String] = []

    /// What a call may take when nothing else is said.
    static let patience = Duration.seconds(120)
    /// For calls that write or read whole work trees.
    static let longPatience = Duration.seconds(900)
    static let outputLimit = 64 << 20
    /// Called before each call; a test lets the server die there.
    @TaskLocal static var beforeEachCall: (@Sendable () throws -> Void)?

    /// What one call printed and how it ended.
    struct Output: Sendable {
        let status: Int32
        let bytes: [UInt8]
        let errors: String

        var line: String {
            String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        }

        var lines: [String] {
            bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
        }

        /// Fields of a `-z` output.
        var fields: [ArraySlice<UInt8>] { bytes.split(separator: 0) }
        var paths: [RepositoryPath] { fields.map { RepositoryPath(bytes: $0) } }
    }

    /// Runs git and returns whatever its exit status was. Throws `GitFailure` when it could not run or took too long.
    func run(
        _ arguments: [String], to attempted: String, input: [UInt8]? = nil, patience: Duration = Git.patience,
        limit: Int = Git.outputLimit
    ) async throws -> Output {
        try Git.beforeEachCall?()
        let all = (Git.settings + settings).flatMap { ["-c", $0] } + arguments
        let finished: Program.Finished
        do {
            let program = Program("git", all, in: directory, environment: environment)
            finished = try await program.run(input: input, timeout: patience, outputLimit: limit)
        } catch let failure as ProcessFailure {
            throw notRun(failure, to: attempted)
        }
        guard !finished.timedOut else { throw tooSlow(patience, Git.tail(finished.errors), to: attempted) }
        switch finished.status {
        case .exited(let status):
            return Output(status: status, bytes: finished.output, errors: Git.tail(finished.errors))
        case .signaled(let signal):
            return Output(status: 128 + signal, bytes: finished.output, errors: "git was killed by signal \(signal)")
        }
    }

    /// Runs git and insists on exit status 0.
    @discardableResult
    func check(
        _ arguments: [String], to attempted: String, input: [UInt8]? = nil, patience: Duration = Git.patience,
        limit: Int = Git.outputLimit
    ) async throws -> Output {
        let output = try await run(arguments, to: attempted, input: input, patience: patience, limit: limit)
        guard output.status == 0 else { throw failure(output, to: attempted) }
        return output
    }

    private func notRun(_ failure: ProcessFailure, to attempted: String) -> GitFailure {
        if failure.code == .outputTooLarge {
            return GitFailure(
                .outputTooLarge, attempted: attempted, place: directory, detail: failure.cause,
                advice: "split the change: there is more of it than Skein reads at once")
        }
        guard fileKind(directory) == .folder else {
            return GitFailure(
                .fileSystem, attempted: attempted, place: directory, detail: "no such folder",
                advice: "see what deleted the folder and try again")
        }
        return GitFailure(
            .gitMissing, attempted: attempted, place: directory, detail: failure.cause,
            advice: "install git 2.38 or newer and make sure that it is on the PATH of the server")
    }

    private func tooSlow(_ patience: Duration, _ errors: String, to attempted: String) -> GitFailure {
        GitFailure(
            .timedOut, attempted: attempted, place: directory, detail: "no end after \(patience); \(errors)",
            advice: "see whether the disk or the remote is stuck, then try again")
    }

    func failure(_ output: Output, to attempted: String) -> GitFailure {
        var advice = "run the same step by hand in that folder, mend what git complains about, and try again"
        if output.errors.contains("dubious ownership") {
            advice = "let the owner of the repository run Skein, or add the folder to git's safe.directory setting"
        } else if output.errors.contains("No space left") {
            advice = "free some disk space and try again"
        } else if output.errors.contains(".lock': File exists") {
            advice = "another git process holds a lock: wait for it, or delete the named lock file if none is running"
        }
        return GitFailure(
            .gitRefused, attempted: attempted, place: workTree ?? gitDirectory ?? directory,
            detail: output.errors.isEmpty ? "exit status \(output.status)" : output.errors, advice: advice)
    }

    /// Nothing that a repository, or a clone that an agent had, configures may run or change what these calls mean.
    private static let settings = [
        "core.hooksPath=/dev/null", "core.fsmonitor=false", "core.untrackedCache=false", "core.splitIndex=false",
        "core.sparseCheckout=false", "core.quotePath=false", "core.filesRefLockTimeout=3000",
        "core.packedRefsTimeout=5000", "gc.auto=0", "maintenance.auto=false", "commit.gpgSign=false",
        "push.gpgSign=false", "submodule.recurse=false", "advice.detachedHead=false", "index.sparse=false",
        "checkout.workers=0", "i18n.commitEncoding=UTF-8", "i18n.logOutputEncoding=UTF-8",
    ]

    private var environment: [String: String] {
        var values = inheritedEnvironment
        values["GIT_TERMINAL_PROMPT"] = "0"
        values["GIT_OPTIONAL_LOCKS"] = "0"
        values["GIT_NO_REPLACE_OBJECTS"] = "1"
        values["LC_ALL"] = "C"
        // Without these ssh asks for passphrases on the terminal of the server and waits.
        values["SSH_ASKPASS"] = "/bin/false"
        values["SSH_ASKPASS_REQUIRE"] = "force"
        values["GIT_DIR"] = gitDirectory
        values["GIT_WORK_TREE"] = workTree
        values["GIT_INDEX_FILE"] = index
        return values.merging(variables) { $1 }
    }

    /// The last 2,000 bytes, on one line.
    static func tail(_ bytes: [UInt8]) -> String {
        let lines = String(decoding: bytes.suffix(2000), as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.joined(separator: "; ")
    }
}
