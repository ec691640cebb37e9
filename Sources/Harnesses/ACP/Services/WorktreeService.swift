import Processes

/// Carries out what an agent asks its client to do: files and terminals, inside its worktree only.
actor WorktreeService: Services {
    static let outputLimit = 1 << 20
    static let terminalLimit = 32

    private let files: WorktreeFiles
    /// All that programs get besides what the agent adds.
    private let environment: [String: String]
    private var terminals: [String: LiveProgram] = [:]
    private var count = 0
    private var hasEnded = false

    init(worktree: String, environment: [String: String]) {
        files = WorktreeFiles(worktree)
        self.environment = environment
    }

    func perform(_ call: ServiceCall) async -> ServiceResult {
        guard !hasEnded else { return .refused(reason: "the run is over") }
        do {
            switch call {
            case .readFile(let path, let line, let limit):
                return .file(content: try files.read(path, line: line, limit: limit))
            case .writeFile(let path, let content):
                try files.write(content, to: path)
                return .done
            case .createTerminal(let command, let arguments, let environment, let folder, let limit):
                return try start(command, arguments, environment, folder, limit)
            case .terminalOutput(let id): return Self.result(try terminal(id).output)
            case .waitForTerminal(let id): return Self.result(await (try terminal(id)).wait())
            case .killTerminal(let id): try terminal(id).kill()
            case .releaseTerminal(let id):
                let terminal = try terminal(id)
                terminals[id] = nil
                terminal.kill()
                _ = await terminal.wait()
            }
            return .done
        } catch {
            return .refused(reason: error.reason)
        }
    }

    /// Kills all that still runs, and refuses whatever comes later.
    func end() async {
        hasEnded = true
        let open = terminals.values
        terminals = [:]
        for terminal in open { terminal.kill() }
        for terminal in open { _ = await terminal.wait() }
    }

    private func start(
        _ command: String, _ arguments: [String], _ variables: [String: String], _ folder: String?, _ limit: Int?
    ) throws(WorktreeFiles.Refusal) -> ServiceResult {
        guard terminals.count < Self.terminalLimit else {
            throw WorktreeFiles.Refusal("\(Self.terminalLimit) terminals are open; release some")
        }
        guard !([command] + arguments).contains(where: { $0.isEmpty && $0 == command || $0.utf8.contains(0) }) else {
            throw WorktreeFiles.Refusal("the command is empty or has a NUL byte")
        }
        let folder = try files.folder(folder)
        // Many agents give a whole line for the shell as the command.
        let isLine = arguments.isEmpty && command.contains(where: \.isWhitespace)
        let words = isLine ? ["/bin/sh", "-c", command] : [command] + arguments
        let merged = environment.merging(variables) { _, new in new }
        let program = Program(words[0], Array(words.dropFirst()), in: folder, environment: merged)
        count += 1
        terminals["\(count)"] = LiveProgram(program, limit: min(max(0, limit ?? .max), Self.outputLimit))
        return .terminal(id: "\(count)")
    }

    private func terminal(_ id: String) throws(WorktreeFiles.Refusal) -> LiveProgram {
        guard let terminal = terminals[id] else { throw WorktreeFiles.Refusal("there is no terminal \(id)") }
        return terminal
    }

    private static func result(_ output: (text: String, isCut: Bool, end: LiveProgram.End?)) -> ServiceResult {
        let (status, signal) = output.end.map(ending) ?? (nil, nil)
        return .output(text: output.text, isCut: output.isCut, status: status, signal: signal)
    }

    private static func result(_ end: LiveProgram.End) -> ServiceResult {
        if case .failed(let reason) = end { return .refused(reason: reason) }
        let (status, signal) = ending(end)
        return .exited(status: status, signal: signal)
    }

    private static func ending(_ end: LiveProgram.End) -> (status: Int?, signal: String?) {
        switch end {
        case .exited(let status): (status, nil)
        case .signalled(let number): (nil, names[number] ?? "SIG\(number)")
        // As a shell says it of a program that it cannot start.
        case .failed: (127, nil)
        }
    }

    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 6: "SIGABRT", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM",
    ]
}
