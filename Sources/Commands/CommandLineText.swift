import ArgumentParser
import Domain
import Glibc

/// What was typed, before it is parsed.
enum CommandLineText {
    /// The arguments without the program's name. Throws when one is not UTF-8, which would be changed silently.
    static func words() throws -> [String] {
        var words: [String] = []
        for index in 1..<max(1, Int(CommandLine.argc)) {
            guard let pointer = CommandLine.unsafeArgv[index] else { break }
            guard let word = String(validatingCString: pointer) else {
                throw CommandFailure(
                    .invalid,
                    "Argument \(index) is not valid UTF-8: "
                        + "convert it first, or put the text into a file and name it as @FILE."
                )
            }
            words.append(word)
        }
        return words
    }

    /// Throws, with the nearest one, when the words name a verb that there is not.
    static func checkVerb(_ words: [String], of command: any ParsableCommand.Type) throws {
        let verbs = command.configuration.subcommands
        guard !verbs.isEmpty, let word = words.first, !word.hasPrefix("-"), word != "help" else { return }
        if let verb = verbs.first(where: { $0._commandName == word }) {
            return try checkVerb(Array(words.dropFirst()), of: verb)
        }
        let path = command._commandName == "skein" ? "skein" : "skein \(command._commandName)"
        let near = Spelling.nearest(to: word, among: verbs.map { $0._commandName }).map {
            " Did you mean `\(path) \($0)`?"
        }
        throw CommandFailure(
            .usage, "There is no command `\(path) \(word)`.\(near ?? "") `\(path) --help` lists those there are.")
    }
}
