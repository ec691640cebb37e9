import APIClient
import Foundation
import Glibc
import Wire

/// A `skein up` that answers.
struct RunningServer: Sendable {
    let process: ChildProcess
    let client: Client
    /// From the start of the program to its first answer.
    let coldStart: Duration

    init(_ workspace: BenchWorkspace) async throws {
        let port = try freePort()
        let arguments = ["up", "--workspace", workspace.root, "--port", "\(port)", "--json"]
        let program = try builtProgram("skein")
        let start = ContinuousClock.now
        process = try ChildProcess(program, arguments, log: workspace.log)
        do {
            coldStart = try await eventually("the server's first answer", every: .milliseconds(1)) { [process] in
                if let status = process.status() {
                    throw BenchFailure("the server ended with status \(status): see \(workspace.log)")
                }
                return isHealthy(port: port) ? ContinuousClock.now - start : nil
            }
            let token = try String(contentsOfFile: "\(workspace.state)/token", encoding: .utf8)
            client = Client(
                address: Address(host: "127.0.0.1", port: Int(port)),
                token: token.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            await process.stop()
            throw error
        }
    }

    func stop() async { await process.stop() }

    func create(_ title: String) async throws -> TicketBody {
        try await client.post("/api/v1/tickets", CreateTicketBody(title: title))
    }

    func ticket(_ id: String) async throws -> TicketBody {
        let detail: TicketDetailBody = try await client.get("/api/v1/tickets/\(id)")
        return detail.ticket
    }

    func board(limit: Int = 200) async throws -> BoardBody {
        try await client.get("/api/v1/board", ["limit": "\(limit)"])
    }
}

/// A port that nobody has at this moment.
private func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) | getsockname(descriptor, $0, &size)
        }
    }
    guard code == 0 else { throw BenchFailure("no port is free: \(String(cString: strerror(errno)))") }
    return UInt16(bigEndian: address.sin_port)
}

/// Asks `/api/v1/health` once on a connection of its own.
private func isHealthy(port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = loopback(port)
    let connected = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0 else { return false }
    let request = "GET /api/v1/health HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n"
    guard send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL)) > 0 else { return false }
    var answer = [UInt8](repeating: 0, count: 64)
    let count = recv(descriptor, &answer, answer.count, 0)
    return count > 0 && String(decoding: answer[..<count], as: UTF8.self).hasPrefix("HTTP/1.1 200")
}

private func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
}
