import Subprocess
import Synchronization

/// A program that runs while others do something else: its newest output is kept, and it can be waited for and ended.
public final class LiveProgram: Sendable {
    /// How it ended.
    public enum End: Hashable, Sendable {
        case exited(Int)
        case signalled(Int)
        case failed(String)
    }

    private struct State {
        var kept: [UInt8] = []
        var isCut = false
        var end: End?
    }

    private let limit: Int
    private let state: Mutex<State>
    private let task: Mutex<Task<End, Never>?>

    /// Starts the program.
    ///
    /// - Parameter limit: how many bytes of output are kept; the oldest go first.
    public init(_ program: Program, limit: Int) {
        self.limit = limit
        state = Mutex(State())
        task = Mutex(nil)
        // The task is the program: it is cancelled by `kill`, and its owner awaits it.
        let running = Task { [self] in
            let end = await run(program)
            state.withLock { $0.end = end }
            return end
        }
        task.withLock { $0 = running }
    }

    /// What is there now, cut at the border of a character.
    public var output: (text: String, isCut: Bool, end: End?) {
        state.withLock { state in
            var bytes = state.kept.suffix(limit)
            let isCut = state.isCut || bytes.count < state.kept.count
            while isCut, let first = bytes.first, first & 0b1100_0000 == 0b1000_0000 { bytes.removeFirst() }
            return (String(decoding: bytes, as: UTF8.self), isCut, state.end)
        }
    }

    public func wait() async -> End {
        guard let task = task.withLock({ $0 }) else { return .failed("it has not started") }
        return await task.value
    }

    /// Ends it and what it started in its session; what it wrote stays readable.
    public func kill() { task.withLock { $0 }?.cancel() }

    private func run(_ program: Program) async -> End {
        do {
            switch try await program.stream({ self.take($0) }) {
            case .exited(let status): return .exited(Int(status))
            case .signaled(let number): return .signalled(Int(number))
            }
        } catch let failure as ProcessFailure {
            return .failed(failure.description)
        } catch {
            return .failed("it could not be followed to its end: \(error)")
        }
    }

    private func take(_ bytes: [UInt8]) {
        state.withLock { state in
            state.kept += bytes
            // Rarely, so that a chatty program costs no copy for each line.
            guard state.kept.count > limit + max(limit, 64 << 10) else { return }
            state.kept = Array(state.kept.suffix(limit))
            state.isCut = true
        }
    }
}

extension Program {
    /// Runs the program to its end and gives its output and errors, in the order they came, while it runs.
    ///
    /// Nothing is on its standard input. When the task is cancelled, its group gets SIGTERM and soon SIGKILL. It has
    /// ended when whoever holds its output has, too: what it left in the background is waited for.
    ///
    /// - Throws: `ProcessFailure` when it cannot be started.
    func stream(_ receive: @Sendable ([UInt8]) -> Void) async throws -> Status {
        do {
            let result = try await Subprocess.run(
                streaming, input: .none, output: .sequence, error: .combinedWithOutput
            ) { execution in
                for try await chunk in execution.standardOutput { receive(chunk.withUnsafeBytes { Array($0) }) }
            }
            return Self.status(result.terminationStatus)
        } catch let error as SubprocessError {
            throw Self.failure(executable, arguments, error)
        }
    }

    private var streaming: Configuration {
        var configuration = configuration
        configuration.platformOptions.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: .milliseconds(500))
        ]
        return configuration
    }
}
