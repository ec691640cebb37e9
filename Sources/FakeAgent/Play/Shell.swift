import Foundation
import Glibc

/// A program that runs while its parent does something else.
struct Shell {
    private let process: pid_t
    private let output: CInt

    /// Starts the command in a process group of its own.
    init(_ command: String, _ variables: [String: String]) {
        output = Shell.file()
        process = Shell.spawn(["/bin/sh", "-c", command], output, variables)
    }

    /// Nil while it runs.
    var end: (output: String, isError: Bool)? {
        var status: CInt = 0
        guard waitpid(process, &status, WNOHANG) == process else { return nil }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = pread(output, &bytes, bytes.count, 0)
        close(output)
        return (String(decoding: bytes.prefix(max(0, count)), as: UTF8.self), status != 0)
    }

    func kill() {
        _ = Glibc.kill(-process, SIGKILL)
        var status: CInt = 0
        waitpid(process, &status, 0)
    }

    /// Starts one that nobody waits for, in a session of its own.
    static func leave() -> pid_t {
        let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
        return spawn(["/usr/bin/env", "setsid", "sleep", "600"], nowhere, [:])
    }

    private static func file() -> CInt {
        var name = Array("/tmp/skein-fake-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        if descriptor < 0 { reject("there is no temporary file") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(name)
        return descriptor
    }

    private static func spawn(_ arguments: [String], _ output: CInt, _ variables: [String: String]) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        let environment = ProcessInfo.processInfo.environment.merging(variables) { _, new in new }
        var words = arguments.map { strdup($0) } + [nil]
        var settings = environment.map { strdup("\($0)=\($1)") } + [nil]
        var process: pid_t = 0
        let failure = posix_spawn(&process, arguments[0], &actions, &attributes, &words, &settings)
        if failure != 0 { reject("\(arguments) cannot be run") }
        for word in words + settings { free(word) }
        return process
    }
}
