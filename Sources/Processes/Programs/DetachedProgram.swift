import Glibc

/// A program that is started to outlive us, in a session of its own.
public struct DetachedProgram: Sendable {
    public let processID: pid_t

    /// Starts `executable`; its output and errors go to the descriptors, which stay ours too.
    public init(
        _ executable: String, _ arguments: [String], environment: [String], in folder: String,
        output: (standard: Int32, errors: Int32)
    ) throws(ProcessFailure) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.standard, 1)
        posix_spawn_file_actions_adddup2(&actions, output.errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Neither our terminal's signals nor our end are its own.
        posix_spawnattr_setflags(&attributes, Int16(Self.newSession))
        var child: pid_t = 0
        let code = Self.inside(folder) {
            Self.withTexts([executable] + arguments) { words in
                Self.withTexts(environment) { variables in
                    posix_spawn(&child, executable, &actions, &attributes, words, variables)
                }
            }
        }
        guard code == 0 else {
            throw ProcessFailure(
                .notStarted, attempt: "start `\(executable)`", cause: String(cString: strerror(code)),
                advice: "Check that it is a program that this machine can run.")
        }
        processID = child
    }

    /// `POSIX_SPAWN_SETSID`, which Glibc's module does not offer.
    private static let newSession = 0x80

    /// Whether it has ended by now, and with it what it started in its session: a script may have started a program and
    /// gone. Asked once, its end is taken note of.
    public func hasEnded() -> Bool {
        var status: Int32 = 0
        _ = waitpid(processID, &status, WNOHANG)
        return kill(-processID, 0) != 0 && errno == ESRCH
    }

    /// Whether a process is this program, or one that it started.
    public func isOfSession(_ process: pid_t) -> Bool { getsid(process) == processID }

    public func signal(_ signal: Int32) { kill(-processID, signal) }

    /// The child's folder is ours while it is started: Glibc's module has no action for it. Nothing else of a command
    /// that starts programs like this reads relative paths meanwhile.
    private static func inside(_ folder: String, _ body: () -> Int32) -> Int32 {
        let ours = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(ours) }
        guard ours >= 0, chdir(folder) == 0 else { return errno }
        defer { _ = fchdir(ours) }
        return body()
    }

    private static func withTexts<Result>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}

/// A process of ours as the kernel shows it: how it was started, and where it writes.
public final class RunningProgram: Sendable {
    /// Where it was started from; another program may be there now, or none.
    public let path: String
    /// The file that it runs, as long as this lives.
    private let file: Int32
    /// Without its own name.
    public let arguments: [String]
    /// `NAME=VALUE`.
    public let environment: [String]
    public let folder: String
    /// Where its output and its errors go; `/dev/null` where that cannot be reached.
    public let output: (standard: Int32, errors: Int32)

    public init(_ processID: pid_t) throws(ProcessFailure) {
        let place = "/proc/\(processID)"
        guard let path = Self.target(of: "\(place)/exe"), let folder = Self.target(of: "\(place)/cwd"),
            let words = Self.fields("\(place)/cmdline"), let variables = Self.fields("\(place)/environ"),
            case let file = Glibc.open("\(place)/exe", O_RDONLY | O_CLOEXEC), file >= 0
        else {
            throw ProcessFailure(
                .notStarted, attempt: "see how process \(processID) was started",
                cause: String(cString: strerror(errno)), advice: "Upgrade as the user who started the server.")
        }
        self.path = path.hasSuffix(Self.deleted) ? String(path.dropLast(Self.deleted.count)) : path
        self.file = file
        self.folder = folder
        arguments = Array(words.dropFirst())
        environment = variables
        output = (Self.open("\(place)/fd/1"), Self.open("\(place)/fd/2"))
    }

    /// What the kernel puts behind the path of a file that lies nowhere any more.
    private static let deleted = " (deleted)"

    /// What starts the same program again, also when something else was put in its place; as long as this lives.
    public var executable: String {
        var (now, then) = (stat(), stat())
        let isThere = stat(path, &now) == 0 && fstat(file, &then) == 0
        return isThere && now.st_dev == then.st_dev && now.st_ino == then.st_ino ? path : "/proc/self/fd/\(file)"
    }

    deinit {
        close(file)
        close(output.standard)
        close(output.errors)
    }

    private static func target(of link: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes {
            readlink(link, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
        }
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// The NUL-terminated fields of a file of the kernel's.
    private static func fields(_ path: String) -> [String]? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &piece, piece.count)
            if count < 0 { return nil }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// A pipe and a file can be opened once more; a socket cannot.
    private static func open(_ path: String) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return Glibc.open("/dev/null", O_WRONLY | O_CLOEXEC) }
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK)
        return descriptor
    }
}
