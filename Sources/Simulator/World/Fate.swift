import Domain
import Orchestration
import TestKit

/// What becomes of a process: a function of the seed, the ticket and the attempt, which no crash changes.
struct Fate {
    let seed: UInt64
    /// Only ends that mean the same whenever they come: the condition for comparing two ways to the same state.
    let isPlain: Bool

    func acts(of run: Run, at now: Instant) -> [Process.Act] {
        let words = ["fate", "\(seed)", "\(run.ticket)", "\(run.attempt)"]
        var luck = SeededGenerator(seed: UInt64(Name.number(words, below: .max)))
        var acts: [Process.Act] = luck.happens(onceIn: 4) ? [] : [.session("s-\(run.ticket)-\(run.attempt)")]
        for number in 0..<(1 + luck.below(4)) { acts += work(number, &luck) }
        return acts + (isPlain ? plainEnd(&luck) : end(run, &luck, at: now))
    }

    private func work(_ number: Int, _ luck: inout SeededGenerator) -> [Process.Act] {
        switch luck.below(isPlain ? 5 : 8) {
        case 0: [.use(Int64(1 + luck.below(1000)))]
        case 1: [.say, .use(Int64(1 + luck.below(1000))), .turnEnd]
        case 2, 3: [.work]
        case 4: [.say]
        case 5: [.ask("q\(number)", isQuestion: luck.happens(onceIn: 2)), .await("q\(number)"), .say]
        case 6: [.ask("q\(number)", isQuestion: false), .withdraw("q\(number)")]
        default: [.use(7), .turnEnd, .say]
        }
    }

    private func plainEnd(_ luck: inout SeededGenerator) -> [Process.Act] {
        switch luck.below(8) {
        case 0: [.end(.failed(.exitStatus(1)))]
        case 1: [.end(.finished(summary: "said so, whatever it did"))]
        case 2: [.end(.nothingToDo(summary: "is so already"))]
        case 3: [.end(.failed(.lost))]
        default: [.work, .end(.finished(summary: "did it"))]
        }
    }

    private func end(_ run: Run, _ luck: inout SeededGenerator, at now: Instant) -> [Process.Act] {
        switch luck.below(24) {
        // The liar: success without any work of this run.
        case 0, 1: [.end(.finished(summary: "all done, believe me"))]
        case 2, 3: [.end(.nothingToDo(summary: "is so already"))]
        case 4: [.work, .end(.nothingToDo(summary: "changed nothing, or so it says"))]
        case 5: [.end(.blocked(reason: "needs a key"))]
        case 6: [.end(.failed(.lost))]
        case 7: [.work, .end(.failed(.exitStatus(1)))]
        case 8: [.end(.failed(.killed(signal: 9)))]
        case 9: [.hang]
        case 10: [.work, .hang]
        case 11, 12, 13: [.end(.failed(failure(&luck, at: now)))]
        default: [.work, .end(.finished(summary: "did it"))]
        }
    }

    private func failure(_ luck: inout SeededGenerator, at now: Instant) -> Run.Failure {
        if luck.happens(onceIn: 3) { return luck.pick([.noChange, .outputLimit, .badResult("half a file")]) }
        let until = luck.happens(onceIn: 2) ? now + .minutes(Int64(luck.below(90)) - 10) : nil
        return .agent(AgentFailure(luck.pick(AgentFailure.Kind.allCases), "so it says", until: until))
    }
}
