import APIClient
import Foundation
import Glibc
import Processes

/// The state folder of a workspace: the database, the token, who serves it.
struct WorkspaceState: Sendable {
    let path: String

    var database: String { "\(path)/skein.db" }
    private var tokenFile: String { "\(path)/token" }
    private var serverFile: String { "\(path)/server.json" }

    /// Where the running server listens.
    struct ServerRecord: Codable, Sendable {
        var host: String
        var port: Int
        var pid: Int32
        /// Whether it lives for one command only; nil in records of older versions, which were of whole servers.
        var isBrief: Bool?

        var address: Address { Address(host: host, port: port) }
    }

    /// Makes the folder, readable by its owner only, and keeps it out of git whatever the repository says.
    func create() throws {
        var status = stat()
        if lstat(path, &status) == 0 {
            // A repository of somebody else can carry a link, and it must not decide where we write.
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw CommandFailure(
                    .conflict,
                    "The state folder \(path) is a symbolic link or a file: move it away, or put the whole workspace "
                        + "where the space is.")
            }
        } else if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw unusable()
        }
        guard chmod(path, 0o700) == 0 else { throw unusable() }
        let ignore = "\(path)/.gitignore"
        if lstat(ignore, &status) == 0 { return }
        try writePrivately("*\n", to: ignore)
    }

    /// The token that opens the API, made on the first start.
    func token(makeWith random: () -> String) throws -> String {
        if let known = try readToken() { return known }
        let token = random()
        try writePrivately(token + "\n", to: tokenFile)
        return token
    }

    /// Only a token of our own making: a repository of somebody else can carry one that they know.
    func readToken() throws -> String? {
        let advice = "delete it, and the next start makes a new one."
        let bytes: [UInt8]
        do throws(RegularFile.Refusal) {
            bytes = try RegularFile(tokenFile).read(from: 0, limit: 1024)
        } catch .missing {
            return nil
        } catch {
            throw CommandFailure(.world, "The token \(tokenFile) cannot be used, \(error): \(advice)")
        }
        let token = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        if token.isEmpty { return nil }
        guard token.utf8.count == 64, token.allSatisfy(\.isHexDigit) else {
            throw CommandFailure(.world, "The token \(tokenFile) is not one that Skein made: \(advice)")
        }
        return token
    }

    var hasToken: Bool { FileManager.default.fileExists(atPath: tokenFile) }

    func server() -> ServerRecord? {
        guard let data = FileManager.default.contents(atPath: serverFile) else { return nil }
        // A record that cannot be read is one of a server that died while it wrote: none serves.
        return try? JSONDecoder().decode(ServerRecord.self, from: data)
    }

    func record(_ server: ServerRecord) throws {
        try writePrivately(String(decoding: try JSONEncoder().encode(server), as: UTF8.self), to: serverFile)
    }

    func forgetServer() {
        unlink(serverFile)
    }

    private func writePrivately(_ text: String, to file: String) throws {
        // Of this process alone: two commands that start at once both make the folder before one has the lock.
        let aside = "\(file).\(getpid()).new"
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw unusable() }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        errno = ENOSPC  // a short write says nothing else
        guard write(descriptor, bytes, bytes.count) == bytes.count, rename(aside, file) == 0 else {
            defer { unlink(aside) }
            throw unusable()
        }
    }

    private func unusable() -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure(
            .world, "The state folder \(path) cannot be used: \(reason). Check its permissions and the free space.")
    }
}

/// The right to serve a workspace: one process at a time holds it, and loses it when it dies, however it dies.
final class WorkspaceLock: Sendable {
    private let descriptor: Int32
    private let path: String

    /// Takes the lock, or throws a sentence that says who has it.
    ///
    /// Who has it for one command only is waited for, until the deadline; a server that stays is not.
    static func take(_ state: WorkspaceState, patience: Duration = .seconds(5)) async throws -> WorkspaceLock {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try WorkspaceLock(state)
            } catch let failure as CommandFailure where failure.kind == .conflict {
                // Between the lock and the record it cannot be told which kind of server it is.
                let isOfServer = state.server().map { $0.isBrief != true } ?? false
                if isOfServer || ContinuousClock.now > deadline { throw failure }
            }
            try await Task.sleep(for: .milliseconds(30))
        }
    }

    private init(_ state: WorkspaceState) throws {
        path = "\(state.path)/lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw CommandFailure(.world, "\(path) cannot be opened: \(String(cString: strerror(errno))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            // `deinit` closes it.
            let server = state.server()
            if let server, Self.isSuspended(server.pid) {
                throw CommandFailure(
                    .conflict,
                    "Process \(server.pid) serves this workspace and is suspended: `kill -CONT \(server.pid)` lets it "
                        + "go on, `kill \(server.pid)` ends it.")
            }
            let who = server.map { "process \($0.pid) at \($0.address)" } ?? "another process"
            throw CommandFailure(
                .conflict,
                state.hasToken
                    ? "This workspace is served by \(who) already: use that one, or stop it first."
                    : "This workspace is served by \(who), but \(state.path)/token is gone: start that server again.")
        }
    }

    /// Why this is not the workspace's lock any more; nil while it is.
    var loss: CommandFailure? {
        var (held, found) = (stat(), stat())
        let isThere = fstat(descriptor, &held) == 0 && lstat(path, &found) == 0
        if isThere, held.st_ino == found.st_ino, held.st_dev == found.st_dev { return nil }
        return CommandFailure(
            .world,
            "\(path) was removed or replaced while the workspace was served: this server ends, so that it works on no "
                + "state that nobody finds. Its agents go on; `skein up` serves what is there now.")
    }

    /// Whether somebody stopped the process with Ctrl-Z or SIGSTOP.
    private static func isSuspended(_ pid: Int32) -> Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),  // else it is gone
            let end = text.lastIndex(of: ")")
        else { return false }
        return text[end...].dropFirst(2).first == "T"
    }

    deinit { close(descriptor) }
}
