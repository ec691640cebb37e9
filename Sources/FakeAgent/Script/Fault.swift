import Wire

/// What goes wrong with a turn.
struct Fault {
    enum Kind {
        /// The call to the model fails.
        case trouble(Trouble)
        /// A line that is no message, in between.
        case malformed
        /// A tool result of 32 MB.
        case hugeLine
        case exitWithoutEnd
        case crash
        /// Nothing comes any more, and nothing is heard.
        case hang
        /// A child in a session of its own that outlives its parent.
        case leaveChildren
        case stderrNoise
    }

    let kind: Kind
    /// Nil: always. Counted in the home, over all processes.
    let times: Int64?

    init(_ value: JSONValue) {
        let members = value.text.map { .object(["kind": .string($0)]) } ?? value
        members.allow(["kind", "times", "status", "retryAfter"])
        times = members.times?.count
        let seconds = members.retryAfter?.count
        switch members.kind?.text {
        case "status": kind = .trouble(Trouble(status: members.status?.count ?? 0, seconds: seconds))
        case "quota": kind = .trouble(Trouble(.quota, seconds: seconds))
        case "overflow": kind = .trouble(Trouble(.overflow))
        case "dropMid": kind = .trouble(Trouble(.dropped))
        case "malformed": kind = .malformed
        case "hugeLine": kind = .hugeLine
        case "exitWithoutEnd": kind = .exitWithoutEnd
        case "crash": kind = .crash
        case "hang": kind = .hang
        case "leaveChildren": kind = .leaveChildren
        case "stderrNoise": kind = .stderrNoise
        case let other: reject("there is no fault `\(other ?? "")`")
        }
    }
}

/// Why the model did not answer.
struct Trouble {
    enum Kind {
        case auth, quota, limited, overloaded, server, overflow, dropped
    }

    let kind: Kind
    /// When a limit is lifted, in seconds from now.
    let seconds: Int64?

    init(_ kind: Kind, seconds: Int64? = nil) { (self.kind, self.seconds) = (kind, seconds) }

    init(status: Int64, seconds: Int64?) {
        switch status {
        case 401: self.init(.auth)
        case 402: self.init(.quota, seconds: seconds)
        case 429: self.init(.limited, seconds: seconds)
        case 529: self.init(.overloaded)
        case 500: self.init(.server)
        default: reject("no fault has the status \(status)")
        }
    }

    /// Whether the agent tries again by itself, twice.
    var isRetried: Bool {
        switch kind {
        case .auth, .quota, .overflow: false
        case .limited: seconds == nil
        case .overloaded, .server, .dropped: true
        }
    }
}
