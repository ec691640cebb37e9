import Glibc

/// What clients asked for that concerns the run and not its input.
struct ControlRequests {
    var interrupt = false
    var stopGrace: Int64?
}

/// The clients of `control.sock`: few, bounded in memory, each read only while what it says can be taken.
struct ControlSocket {
    static let maximumClients = 8
    private(set) var listener: Int32
    private var clients: [ControlClient]

    /// Listens in the working directory: a relative name, because a socket's path is at most 108 bytes.
    init?() {
        unlink("control.sock")
        let socket = System.unixSocket()
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "control.sock".utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard socket >= 0, bound == 0, listen(socket, 16) == 0 else { return nil }
        listener = socket
        clients = (0..<Self.maximumClients).map { _ in ControlClient() }
    }

    /// The descriptor to watch for a client, or -1 when it has nothing that could be taken now.
    func watched(_ slot: Int) -> Int32 { clients[slot].wantsToRead ? clients[slot].socket : -1 }

    /// Whether a client has sent input that found no room.
    var hasBlockedClient: Bool { clients.contains { $0.isBlocked } }

    /// Takes the client that waits; one too many is told so and closed.
    ///
    /// One a turn, after a poll that saw it: whoever left before it came was seen to leave by that poll too.
    mutating func acceptWaiting() {
        let socket = System.accept(listener)
        if socket < 0 { return }
        if let slot = clients.firstIndex(where: { $0.socket < 0 }) {
            clients[slot].open(socket)
        } else {
            _ = ControlClient.send(socket, "error too many clients\n")
            close(socket)
        }
    }

    mutating func receive(_ slot: Int) { clients[slot].receive() }

    /// Does what the bytes of every client say, as far as it can be done now.
    mutating func serve(_ input: inout AgentInput) -> ControlRequests {
        var requests = ControlRequests()
        for slot in clients.indices where clients[slot].socket >= 0 {
            clients[slot].serve(as: slot, &input, &requests)
        }
        return requests
    }

    /// Tells every client; one whose socket is full misses it.
    mutating func broadcast(_ line: StaticString) {
        for slot in clients.indices where clients[slot].socket >= 0 {
            _ = ControlClient.send(clients[slot].socket, line)
        }
    }

    mutating func close() {
        unlink("control.sock")
        for slot in clients.indices where clients[slot].socket >= 0 { Glibc.close(clients[slot].socket) }
        Glibc.close(listener)
    }

    private func close(_ socket: Int32) { Glibc.close(socket) }
}
