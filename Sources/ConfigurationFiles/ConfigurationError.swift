/// Where something stands in the files: what an error points at.
public struct Place: Hashable, Sendable {
    /// Relative to the workspace, such as `agents/ada.md`.
    public let file: String
    /// Counted from 1.
    public let line: Int?
    /// Counted from 1, in Unicode scalars.
    public let column: Int?
    /// The keys from the top of the file, such as `projects.web.gates`.
    public let key: String?

    public init(file: String, line: Int? = nil, column: Int? = nil, key: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
    }
}

/// One thing that is wrong with the files: where, what, and what to write instead.
public struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let place: Place
    public let problem: String
    /// What to do about it, as an instruction.
    public let advice: String

    public init(at place: Place, _ problem: String, _ advice: String) {
        self.place = place
        self.problem = problem
        self.advice = advice
    }

    /// `skein.yaml:12: projects.web.maxRuns: expected …, found …; write …`
    public var description: String {
        let line = place.line.map { ":\($0)" } ?? ""
        let key = place.key.map { "\($0): " } ?? ""
        return "\(place.file)\(line): \(key)\(problem); \(advice)"
    }
}

/// Everything that is wrong with the files, in the order in which a person reads them; never empty.
public struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
    public let errors: [ConfigurationError]

    public init(_ errors: [ConfigurationError]) {
        precondition(!errors.isEmpty, "ConfigurationErrors carries at least one error")
        self.errors = errors.sorted { $0.rank < $1.rank }
    }

    /// One error a line.
    public var description: String { errors.map(\.description).joined(separator: "\n") }
}

extension ConfigurationError {
    /// Files of the top folder first, then by name, then from top to bottom.
    fileprivate var rank: (Int, String, Int, Int, String) {
        (place.file.contains("/") ? 1 : 0, place.file, place.line ?? 0, place.column ?? 0, description)
    }
}
