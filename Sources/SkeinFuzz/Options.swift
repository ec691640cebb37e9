/// The command line of `skein-fuzz`.
struct Options {
    private(set) var lines = 1_000_000
    private(set) var seed: UInt64 = 1
    private(set) var corpus = "Tests/HarnessesTests/Transcripts"
    /// Nil: all of them.
    private(set) var dialect: String?
    private(set) var first = 0
    private(set) var isTraced = false

    init(_ arguments: some Sequence<String>) throws(WrongUsage) {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            if argument == "--trace" {
                isTraced = true
                continue
            }
            guard let value = rest.next() else { throw WrongUsage() }
            switch argument {
            case "--lines": lines = try Self.number(value)
            case "--seed": seed = UInt64(try Self.number(value))
            case "--from": first = try Self.number(value)
            case "--corpus": corpus = value
            case "--dialect": dialect = value
            default: throw WrongUsage()
            }
        }
    }

    private static func number(_ text: String) throws(WrongUsage) -> Int {
        guard let number = Int(text), number >= 0 else { throw WrongUsage() }
        return number
    }
}

/// The command line is not one that `skein-fuzz` takes.
struct WrongUsage: Error, CustomStringConvertible {
    var description: String {
        """
        usage: skein-fuzz [--lines N] [--seed N] [--corpus FOLDER] [--dialect NAME] [--from N] [--trace]
        Plays spoilt lines of recorded agents to every dialect; prints what was seen as one line of JSON; ends with 1
        when something happened that must not.
          --lines N        of all dialects together (1000000)
          --corpus FOLDER  the recordings (Tests/HarnessesTests/Transcripts)
          --dialect NAME, --from N   one dialect, from its conversation N on: replays what a defect names
          --trace          names each conversation before it, to find the one that crashes
        """
    }
}
