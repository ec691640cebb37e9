import Domain

/// The texts of the files that `skein init` writes.
struct Starter {
    let projectName: String
    /// As it is written into the file.
    let projectPath: String
    let target: String
    /// nil: a person must say.
    let guess: GateGuess?
    /// The repository's folder when it lies outside the workspace.
    let allowedPath: String?
    /// Who works on tickets that name no agent.
    let agent: String

    var yaml: String {
        """
        # A Skein workspace; the server reads changes while it runs. All keys: configuration.md in Skein's docs.
        name: \(Self.scalar(projectName))
        \(line("maxRuns: 4", "agents at work at once"))
        \(line("# maxReturns: 1", "how often a failed change goes back to its agent before a person is asked"))
        # retry: { maxAttempts: 3, base: 10s, cap: 10m }
        \(allowance)
        projects:
          \(Self.scalar(projectName)):
        \(line("    path: \(Self.scalar(projectPath))", "the repository, relative to this file"))
        \(line("    target: \(Self.scalar(target))", "landed work goes to this branch"))
        \(line("    agent: \(agent)", "works on tickets that name no agent"))
            # A change lands only when every gate exits with 0 on exactly the tree that lands, in this order.
            # A gate is a program and its arguments; no shell runs it.
            gates:
        \(gateLines)
              # lint: { command: [make, lint], timeout: 10m }
        \(line("    " + keep, "caches that gates share"))
        \(line("    # remote: origin", "push what landed"))
        \(line("    # strategy: merge", "squash, one commit a ticket, is the default"))

        """
    }

    /// A line with its comment, in one column with the others where that is possible.
    private func line(_ text: String, _ comment: String) -> String {
        text + String(repeating: " ", count: max(2, 28 - text.count)) + "# " + comment
    }

    private var allowance: String {
        guard let allowedPath else { return "" }
        return """

            # Projects may lie outside this folder only below one of these.
            allowPaths: [\(Self.scalar(allowedPath))]

            """
    }

    private var gateLines: String {
        guard let guess else {
            return """
                      # Skein could not guess how this repository is tested, and nothing lands unproven:
                      # write the program and arguments of its check, such as [make, test], between the brackets.
                      test: []
                """
        }
        let note = guess.note.map { "      # \($0)\n" } ?? ""
        return note + "      test: [\(guess.gate.map(Self.scalar).joined(separator: ", "))]"
    }

    private var keep: String {
        guard let keep = guess?.keep, !keep.isEmpty else { return "# keep: [.cache]" }
        return "keep: [\(keep.map(Self.scalar).joined(separator: ", "))]"
    }

    /// A text as YAML reads it back: bare when that is harmless, in double quotes otherwise.
    static func scalar(_ text: String) -> String {
        let isBare = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "._/-+@=".utf8.contains(byte)
            }
        }
        let isTaken = ["", "~", "null", "Null", "NULL", "-", "--", "---"].contains(text)
        if isBare && !isTaken && !text.hasPrefix("@") && !text.hasPrefix("=") { return text }
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.properties.generalCategory == .control: hexadecimal(scalar)
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}

extension Starter {
    /// The example's agents, driven by `harness`.
    static func agents(_ harness: String) -> [(name: String, text: String)] {
        [("agents/ada.md", ada), ("agents/grace.md", grace)].map { name, text in
            (name, text.replacing("\nharness: claude\n", with: "\nharness: \(harness)\n"))
        }
    }

    /// The agent that does the work.
    static let ada = """
        ---
        role: engineer
        manager: grace
        # What drives it: claude, codex, gemini, grok, opencode, … (`skein harness list`), or any program that takes a
        # prompt, edits files in the folder it is started in, and exits: `command: [./agent.sh]` in place of this line.
        harness: claude
        # What it may do without asking: `ask`, `edits` or `all`. The rest waits for you in `skein inbox`.
        permissions: edits
        maxRuns: 2
        timeLimit: 1h
        # passEnvironment: [ANTHROPIC_API_KEY]
        ---
        You are an engineer. Do exactly what the ticket asks, in the smallest change that is complete.

        - Read the code around the change first, and follow its style.
        - Write a test that fails without the change, and run the project's tests before you finish.
        - Commit nothing that the ticket does not need.
        - If the ticket cannot be done as it is written, say why instead of guessing.

        """

    /// The agent that others report to.
    static let grace = """
        ---
        role: lead
        harness: claude
        maxRuns: 1
        timeLimit: 2h
        ---
        You lead the engineers. You take the tickets that need a design before they need code.

        - Break a large ticket into small ones that can land one by one, each with a way to tell that it is done.
        - Write down what you decided and why, where the next reader will look for it.
        - When you change code yourself, keep to the rules that the engineers keep to.

        """
}
