/// The command line of `skein-sim`.
struct Options {
    private(set) var seeds = 2000
    private(set) var steps = 300
    /// One seed alone, with its last steps.
    private(set) var seed: UInt64?
    private(set) var first: UInt64 = 1
    private(set) var threads = 2
    private(set) var regressions = "Tests/SimulatorTests/regressions.txt"
    /// Whether seeds that fail are added to that file.
    private(set) var isKeeping = true
    private(set) var mutants = "Tests/SimulatorTests/Mutants"
    /// Plants the bugs of `mutants` in the copy of the sources there, and does nothing else.
    private(set) var planting: String?
    /// Ends with the first violation and prints it as one line: what `scripts/mutants` reads.
    private(set) var isShort = false

    init(_ arguments: some Sequence<String>) throws(WrongUsage) {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            switch argument {
            case "--forget": isKeeping = false
            case "--short": isShort = true
            default: try take(argument, rest.next())
            }
        }
    }

    private mutating func take(_ option: String, _ value: String?) throws(WrongUsage) {
        guard let value else { throw WrongUsage() }
        switch option {
        case "--seeds": seeds = try Self.number(value)
        case "--steps": steps = try Self.number(value)
        case "--seed": seed = UInt64(try Self.number(value))
        case "--from": first = UInt64(try Self.number(value))
        case "--threads": threads = try Self.number(value)
        case "--regressions": regressions = value
        case "--mutants": mutants = value
        case "--plant": planting = value
        default: throw WrongUsage()
        }
    }

    private static func number(_ text: String) throws(WrongUsage) -> Int {
        guard let number = Int(text), number >= 0 else { throw WrongUsage() }
        return number
    }
}

/// The command line is not one that `skein-sim` takes.
struct WrongUsage: Error, CustomStringConvertible {
    var description: String {
        """
        usage: skein-sim [--seeds N] [--steps N] [--seed N] [--from N] [--threads N] [--forget] [--short]
        Plays seeds of the simulator, those that failed before first, and prints what was seen. Ends with 1 when a
        safety rule was broken, or when something never happened in 500 seeds or more that must be seen.
          --seeds N, --from N  how many (2000), from which on (1)
          --steps N            steps of a seed, about (300)
          --seed N             one seed, with its last steps
          --threads N          how many at once (2)
          --regressions FILE   seeds that failed before (Tests/SimulatorTests/regressions.txt)
          --forget             adds no seed to that file
          --plant FOLDER       plants the bugs of --mutants FOLDER in a copy of the sources, and plays nothing
          --short              ends with the first violation, and prints that only
        """
    }
}
