import Domain

/// What is particular about one agent that speaks the Agent Client Protocol: all that differs is data.
struct ACPPreset: Hashable, Sendable {
    /// The word of `harness:` in an agent's file.
    var name: String
    /// The words that start it.
    var command: [String]
    /// What makes it speak the protocol over its standard streams; comes after the command.
    var arguments: [String] = []
    /// Arguments after those when a model is given; `{model}` stands for it. Empty: it is chosen in the session.
    var modelArguments: [String] = []
    /// Arguments that come last.
    var lastArguments: [String] = []
    var environment: [String: String] = [:]
    /// The variable that names the folder of its configuration and sessions; nil when it has none.
    var homeVariable: String? = nil
    /// Its name for each mode of asking, where the common names would be wrong.
    var modes: [Permissions: String] = [:]
    var steering: Steering = .nextTurn
    var counting: Counting = .wholeSession
    /// How a message begins by which it says that the turn failed, though it ends the turn as if all were well.
    var failureBeginnings: [String] = []
    /// The way to log in that works with a key of the environment, tried once when a session is refused.
    var authentication: String? = nil
    /// What it cannot do, by the name of the capability, with the reason.
    var lacks: [String: String] = [:]
    var probing: Probing

    /// What becomes of a word while a turn runs.
    enum Steering: Hashable, Sendable {
        /// Kept here and sent when the turn has ended: such agents queue a second prompt, refuse it, or, worse, work
        /// at both at once.
        case nextTurn
        /// A second prompt that begins with `prefix` goes into the turn; a message that begins with `echo` only says
        /// that it was taken.
        case sameTurn(prefix: String, echo: String)
    }

    /// What the numbers of tokens that come with the end of a turn stand for.
    enum Counting: Hashable, Sendable {
        /// All turns of the session so far, as the protocol says.
        case wholeSession
        /// The turn that ended.
        case turn
    }
}
