import Foundation

/// Says whether a program can be started; a parameter of loading, so that a test needs no `PATH`.
public struct ProgramLookup: Sendable {
    /// Whether `program` can be started for a project in the folder `folder`.
    public let isFound: @Sendable (_ program: String, _ folder: String) -> Bool

    public init(_ isFound: @escaping @Sendable (_ program: String, _ folder: String) -> Bool) {
        self.isFound = isFound
    }

    /// As the system starts programs: a name is looked up in `PATH`, one with a `/` is a file of the project.
    public static let system = ProgramLookup { program, folder in
        if program.contains("/") { return isExecutable(Paths.join(folder, program)) }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").contains { isExecutable(Paths.join(String($0), program)) }
    }

    private static func isExecutable(_ path: String) -> Bool {
        Paths.kind(path) == .file && access(path, X_OK) == 0
    }
}
