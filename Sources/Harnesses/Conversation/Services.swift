/// Does for an agent what it has its client do: files and terminals of the worktree.
protocol Services: Sendable {
    func perform(_ call: ServiceCall) async -> ServiceResult

    /// Ends what still runs.
    func end() async
}

/// For agents that do everything themselves.
struct NoServices: Services {
    func perform(_ call: ServiceCall) async -> ServiceResult { .refused(reason: "nothing is served here") }
    func end() async {}
}

extension ServiceCall {
    /// Whether a server that comes back may simply do it; what a program does would be done twice.
    var isRepeatable: Bool {
        switch self {
        case .readFile, .writeFile: true
        case .createTerminal, .terminalOutput, .waitForTerminal, .killTerminal, .releaseTerminal: false
        }
    }
}
