import Foundation
import Glibc

/// A process of ours, addressed by its number only.
struct ChildProcess: Sendable {
    let pid: Int32

    /// Starts a program with our environment; what it says goes to the file `log`.
    init(_ path: String, _ arguments: [String], log: String) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        let environment = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + environment { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, path, &actions, nil, argv, environment)
        guard code == 0 else { throw BenchFailure("\(path) cannot be started: \(String(cString: strerror(code)))") }
        self.pid = pid
    }

    /// The exit status once the process has ended, 128 and the signal's number when it was killed; nil before.
    func status() -> Int32? {
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
        return status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f
    }

    /// Returns the exit status when the process has ended by itself.
    func end(within limit: Duration = .seconds(60)) async throws -> Int32 {
        do {
            return try await eventually("the end of process \(pid)", within: limit, every: .microseconds(500), status)
        } catch {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw error
        }
    }

    func stop() async {
        kill(pid, SIGTERM)
        do {
            _ = try await end(within: .seconds(10))
        } catch {
            remark("process \(pid) had to be killed")
        }
    }
}

/// A program that has to succeed.
func execute(_ path: String, _ arguments: [String], log: String) async throws {
    let status = try await ChildProcess(path, arguments, log: log).end()
    guard status == 0 else {
        throw BenchFailure("\(path) \(arguments.joined(separator: " ")) ended with status \(status): see \(log)")
    }
}

/// A program that was built beside this one.
func builtProgram(_ names: String...) throws -> String {
    let folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path
    let paths = names.map { "\(folder)/\($0)" }
    guard let found = paths.first(where: { access($0, X_OK) == 0 }) else {
        throw BenchFailure("\(names[0]) is not in \(folder): `make bench` builds it there")
    }
    return found
}
