import Domain
import Orchestration

/// What is particular about one program that takes a prompt, tells what it does, and exits: all that differs is data.
struct OneShotPreset: Hashable, Sendable {
    /// The word of `harness:` in an agent's file.
    var name: String
    /// The words that start it.
    var command: [String]
    /// Arguments of every run. `{prompt_file}` names the prompt; without it the prompt comes on standard input.
    var arguments: [String]
    /// What replaces `arguments` to go on with the session `{session}`; nil when it cannot.
    var resuming: [String]? = nil
    /// Arguments before those that come last.
    var modelArguments: [String] = ["--model", "{model}"]
    var lastArguments: [String] = []
    /// What it may do, in its own words. Nobody can be asked in between: what is not allowed is denied.
    var permissions: [Permissions: [String]]
    var environment: [String: String] = [:]
    var homeVariable: String? = nil
    var skills = SkillPlace.standard
    var reading: OneShotReading
    var probing: Probing

    var takesFile: Bool { (arguments + lastArguments).contains { $0.contains("{prompt_file}") } }
}

/// What the lines of a program mean.
struct OneShotReading: Hashable, Sendable {
    var rules: [Rule] = []
    /// Whether its success is told by a line; else by the exit status alone.
    var tellsEnd = true

    /// Lines of plain text for people, and nothing else.
    static let plainText = OneShotReading(tellsEnd: false)

    /// What lines of one form mean.
    struct Rule: Hashable, Sendable {
        /// Members that the line has, by path, with their texts.
        var when: [String: String]
        /// The array whose items are read one by one; nil reads the line itself.
        var each: String? = nil
        /// Members that such an item has.
        var only: [String: String] = [:]
        var gives: [Meaning]

        init(_ when: [String: String], each: String? = nil, only: [String: String] = [:], gives: Meaning...) {
            self.when = when
            self.each = each
            self.only = only
            self.gives = gives
        }
    }

    /// One event, and the paths of what it holds, such as `message.content`.
    enum Meaning: Hashable, Sendable {
        case session(id: String, model: String? = nil)
        case text(String)
        /// A part of a text, which may end within a word.
        case piece(String)
        case reasoning(String)
        case toolStarted(id: String, name: String, target: String)
        case toolFinished(id: String, result: String, error: Error? = nil)
        case used(Count)
        case changed(String)
        /// The turn is over: failed when `error` says so, with the first of `words` as its reason.
        case ended(error: Error? = nil, words: [String] = [])
        case failed(words: [String])
        case warning(String)
    }

    /// When a member says that something went wrong.
    enum Error: Hashable, Sendable {
        case flag(String)
        case isNot(String, String)
    }

    /// Where the numbers of tokens are.
    struct Count: Hashable, Sendable {
        var at: String
        var input: String
        var output: String
        var cacheRead: String? = nil
        var cacheWrite: String? = nil
        /// From the top of the line.
        var cost: String? = nil
        /// Whether the input includes what came from the cache.
        var includesCache = false
        /// Whether each line counts for itself, and the sum is what was used.
        var isPartial = false
    }
}
