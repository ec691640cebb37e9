import Synchronization

@testable import Worktrees

/// Lets the server die at its so-manieth call of git: neither that call nor a later one happens.
final class Fuse: Sendable {
    private let left: Mutex<Int>

    init(_ calls: Int) { left = Mutex(calls) }

    func burn() throws {
        let isOver = left.withLock { left in
            left -= 1
            return left <= 0
        }
        if isOver { throw CancellationError() }
    }
}

/// Runs `body` in a server that dies at its so-manieth call of git.
func dying<Result: Sendable>(
    at call: Int, _ body: @Sendable () async throws -> Result
) async throws -> Result {
    let fuse = Fuse(call)
    let burn: @Sendable () throws -> Void = { try fuse.burn() }
    return try await Git.$beforeEachCall.withValue(burn) { try await body() }
}

/// SplitMix64, so that a seed says everything.
struct Random {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
