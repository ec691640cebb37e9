import Domain

/// What a conversation with an agent begins with; kept in the run's folder, so that a server that comes back tells the
/// dialect exactly what the one before did.
package struct Opening: Codable, Hashable, Sendable {
    /// Makes identifiers that are the same whenever the conversation is replayed.
    var run: Int64
    var prompt: String
    /// The working directory, an absolute path.
    var worktree: String
    /// Folders beside the worktree that the agent may write to.
    var writable: [String]
    var model: String?
    var effort: String?
    var permissions: Permissions
    /// What answers its requests without anybody.
    var policy: AnswerPolicy
    var session: Session
    /// A folder of the agent's own for the CLI's configuration and sessions; nil when it uses the person's.
    var home: String?
    /// Whether its files and terminals are ours rather than its own, as far as its protocol can.
    var usesClientTools: Bool
    /// What serves Skein's tools to the agent; nil when nothing does.
    var tools: ToolServer?

    /// The harness's conversation that this one goes on with.
    package enum Session: Codable, Hashable, Sendable {
        case fresh
        case resumed(id: String)
        /// A copy; the original stays as it is.
        case forked(id: String)
    }

    package init(
        run: Int64, prompt: String, worktree: String, writable: [String], model: String?, effort: String?,
        permissions: Permissions, session: Session, home: String?, usesClientTools: Bool = false
    ) {
        self.run = run
        self.prompt = prompt
        self.worktree = worktree
        self.writable = writable
        self.model = model
        self.effort = effort
        self.permissions = permissions
        policy = AnswerPolicy(permissions)
        self.session = session
        self.home = home
        self.usesClientTools = usesClientTools
    }

    /// A UUID that belongs to this run and number alone.
    func uuid(_ number: Int) -> String {
        func hex(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: max(0, digits - text.count)) + text.suffix(digits)
        }
        let seed = UInt64(bitPattern: run)
        let place = worktree.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        return "\(hex(place >> 32, 8))-\(hex(place >> 16, 4))-4\(hex(place, 3))-8\(hex(seed >> 32, 3))-"
            + "\(hex(seed, 8))\(hex(UInt64(number), 4))"
    }
}
