import Domain
import Logging
import Orchestration
import Storage
import Synchronization
import Testing

@Suite("A full disk")
struct ReserveTests {
    @Test("keeps nobody from stopping, freezing and cancelling: the room that is kept for that is used")
    func relieved() async throws {
        let office = try await Office { _ in nil }
        let ticket = try await office.create("fills the disk")
        let disk = FullStore(office.store)
        let engine = disk.engine(office)
        for command in [CancelTicket(ticket: ticket, reason: "") as any Performable, Self.freeze] {
            disk.fillUp()
            await #expect(throws: StorageFailure.self) {
                try await engine.perform(CommentOnTicket(ticket: ticket, author: "ada", text: "hi"), by: .person("ada"))
            }
            #expect(disk.isFull, "what only adds does not use it")
            try await engine.perform(command, by: .person("ada"))
            #expect(!disk.isFull)
        }
        #expect(try await office.ticket(ticket).state == .cancelled)
    }

    @Test("without a reserve it is said, and nothing changes")
    func used() async throws {
        let office = try await Office { _ in nil }
        let disk = FullStore(office.store)
        let engine = disk.engine(office)
        disk.fillUp(hasReserve: false)
        await #expect(throws: StorageFailure.self) { try await engine.perform(Self.freeze, by: .person("ada")) }
        #expect(try await office.store.read { try $0.workspace().condition.freeze } == nil)
    }

    @Test("it is kept again when a server starts and when the disk has room")
    func filled() async throws {
        let office = try await Office()
        let disk = FullStore(office.store)
        let engine = disk.engine(office)
        try await engine.perform(StartServer(), by: .server("start"))
        #expect(disk.fills == 1)
        for percent in [99, 10] as [Int64] {
            try await engine.perform(RecordDisk(DiskSpace(total: 100, free: 100 - percent)), by: .server("health"))
        }
        #expect(disk.fills == 2)
    }

    private static let freeze = FreezeWorkspace(person: "ada", reason: "the disk is full")
}

/// A store on a disk that is full until its reserve is released.
private final class FullStore: Store, Reserve {
    private struct State {
        var isFull = false
        var hasReserve = false
        var fills = 0
    }

    private let base: any Store
    private let state = Mutex(State())

    init(_ base: any Store) {
        self.base = base
    }

    func engine(_ office: Office) -> Engine {
        var engine = Engine(
            store: self, clock: office.clock, feed: JournalFeed(store: self),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), stateFolder: "/nowhere")
        engine.reserve = self
        return engine
    }

    var isFull: Bool { state.withLock { $0.isFull } }
    var fills: Int { state.withLock { $0.fills } }

    func fillUp(hasReserve: Bool = true) {
        state.withLock { state in
            state.isFull = true
            state.hasReserve = hasReserve
        }
    }

    func fill() { state.withLock { $0.fills += 1 } }

    func release() -> Bool {
        state.withLock { state in
            defer { state.hasReserve = false }
            if state.hasReserve { state.isFull = false }
            return state.hasReserve
        }
    }

    func write<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result
    {
        if isFull { throw StorageFailure(.diskFull, "The disk is full.") }
        return try await base.write(body)
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (any Transaction) throws -> Result) async throws -> Result {
        try await base.read(body)
    }

    func copy(to path: String) async throws { try await base.copy(to: path) }
}
