import Dispatch
import Glibc

/// The client's end of a shim's control socket.
enum ControlSocket {
    private static let nonBlocking: Int32 = 0o4000
    private static let closeOnExec: Int32 = 0o2000000
    private static let replyPatience = 10

    /// Connects, through a descriptor of the folder because a socket's path is at most 108 bytes; never waits.
    static func connect(_ folder: RunFolder) throws(ProcessFailure) -> Int32 {
        let directory = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory < 0 { throw failure(folder, String(cString: strerror(errno))) }
        defer { close(directory) }
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | closeOnExec | nonBlocking, 0)
        if socket < 0 { throw failure(folder, String(cString: strerror(errno))) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) {
            $0.copyBytes(from: "/proc/self/fd/\(directory)/control.sock".utf8)
        }
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if connected != 0 {
            let cause = String(cString: strerror(errno))
            close(socket)
            throw failure(folder, cause)
        }
        return socket
    }

    /// Has the shim obey one command on a connection of its own, and returns when it has.
    ///
    /// A command that shared a connection with input would wait behind input that the agent does not read.
    ///
    /// - Returns: what the shim said; empty when the run is over.
    @discardableResult
    static func command(_ line: String, to folder: RunFolder) async throws(ProcessFailure) -> [String] {
        let result: Result<[String], ProcessFailure> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(returning: Result { () throws(ProcessFailure) in try exchange(line, folder) })
            }
        }
        return try result.get()
    }

    private static func exchange(_ line: String, _ folder: RunFolder) throws(ProcessFailure) -> [String] {
        let socket: Int32
        do {
            socket = try connect(folder)
        } catch {
            if try folder.exit() != nil { return [] }  // it ended before it was asked to
            throw error
        }
        defer { close(socket) }
        let request = line + "\nping\n"
        guard send(socket, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count else {
            throw failure(folder, String(cString: strerror(errno)))
        }
        var reply: [UInt8] = []
        while let more = receive(socket) {
            reply += more
            let lines = reply.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
            if lines.contains("pong") || lines.contains("exit") { return lines }
            if let error = lines.first(where: { $0.hasPrefix("error ") }) { throw failure(folder, error) }
        }
        if try folder.exit() != nil { return [] }
        throw failure(folder, "the shim does not answer")
    }

    /// The next bytes, or nil at the end or after ten seconds of silence.
    private static func receive(_ socket: Int32) -> [UInt8]? {
        var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, Int32(replyPatience * 1000)) > 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func failure(_ folder: RunFolder, _ cause: String) -> ProcessFailure {
        ProcessFailure(
            .notConnected, attempt: "reach the shim of `\(folder.path)`", cause: cause,
            advice: "Look at the folder's exit record; when there is none and no shim is alive, the run is lost.")
    }
}
