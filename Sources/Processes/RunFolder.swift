import FoundationEssentials
import Glibc

/// A run as its folder shows it: who runs, where its output is, how it ended.
public struct RunFolder: Sendable, Equatable {
    public let path: String

    public init(_ path: String) {
        self.path = path
    }

    public var stdoutLog: String { "\(path)/stdout.log" }
    public var stderrLog: String { "\(path)/stderr.log" }

    /// Whether a shim holds the folder; asked of its lock, so no process identifier is trusted.
    public var isAlive: Bool {
        let descriptor = open("\(path)/lock", O_RDWR | O_CLOEXEC)
        if descriptor < 0 { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    /// How the run ended; nil while it has not, or when its shim died before it could tell.
    public func exit() throws(ProcessFailure) -> ProcessExit? {
        try record(ProcessExit.self, "exit.json")
    }

    /// Who runs, or ran, here; nil before the start.
    public func processIDs() throws(ProcessFailure) -> ProcessIDs? {
        try record(ProcessIDs.self, "pid.json")
    }

    /// A connection to the living shim; throws when there is none.
    public func connect() throws(ProcessFailure) -> ShimConnection {
        if let spoken = try processIDs()?.protocolVersion, spoken > ShimProtocol.version {
            throw ProcessFailure(
                .notConnected, attempt: "reach the shim of `\(path)`",
                cause: "it speaks version \(spoken), this program knows up to \(ShimProtocol.version)",
                advice: "Serve the workspace with the newer skein until this run has ended.")
        }
        return ShimConnection(socket: try ControlSocket.connect(self), folder: self)
    }

    private static let recordLimit = 64 << 10

    private struct Oversized: Error, CustomStringConvertible {
        let description = "it is larger than \(RunFolder.recordLimit) bytes"
    }

    func create() throws(ProcessFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw unusable("make the folder", "\(error)")
        }
    }

    /// Puts a file that only we may read in place, whole or not at all.
    func write(_ bytes: [UInt8], to name: String) throws(ProcessFailure) {
        let aside = "\(path)/.\(name).\(getpid()).\(UInt64.random(in: 0...UInt64.max))"
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if descriptor < 0 { throw unusable("write `\(name)`", String(cString: strerror(errno))) }
        let written = Self.writeAll(descriptor, bytes)
        let code = errno
        close(descriptor)
        guard written else {
            unlink(aside)
            throw unusable("write `\(name)`", String(cString: strerror(code)))
        }
        guard rename(aside, "\(path)/\(name)") == 0 else {
            let cause = String(cString: strerror(errno))
            unlink(aside)
            throw unusable("write `\(name)`", cause)
        }
    }

    func remove(_ name: String) {
        unlink("\(path)/\(name)")
    }

    private static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                done += count
            }
            return true
        }
    }

    private func record<Record: Decodable>(_: Record.Type, _ name: String) throws(ProcessFailure) -> Record? {
        do {
            // The run can put anything in its place.
            let bytes = try RegularFile("\(path)/\(name)").read(from: 0, limit: Self.recordLimit + 1)
            guard bytes.count <= Self.recordLimit else { throw Oversized() }
            if bytes.isEmpty { return nil }  // not on disk yet when the power was cut
            return try JSONDecoder().decode(Record.self, from: Data(bytes))
        } catch RegularFile.Refusal.missing {
            return nil
        } catch {
            throw ProcessFailure(
                .recordUnreadable, attempt: "read `\(path)/\(name)`", cause: "\(error)",
                advice: "Treat the run as lost, and keep the folder for a bug report.")
        }
    }

    private func unusable(_ attempt: String, _ cause: String) -> ProcessFailure {
        ProcessFailure(
            .folderUnusable, attempt: "\(attempt) in `\(path)`", cause: cause,
            advice: "Check the permissions and the free space there.")
    }
}
