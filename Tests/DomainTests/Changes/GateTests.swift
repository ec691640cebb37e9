import Domain
import Testing

@Suite("Gates")
struct GateTests {
    let gating = Given.change(.candidateBuilt(candidate: Given.candidate))

    func finish(_ result: GateResult, gates: [Gate] = [Given.test], passed: Set<Gate> = []) throws -> [Event] {
        try FinishGate(change: Given.change, result: result).decide(
            Given.slice(gating, project: Given.project(gates: gates), passed: passed), at: Given.now)
    }

    @Test("the last that passes proves the tree; the others do not")
    func passes() throws {
        let result = Given.result(.passed)
        let finished = Event.change(Given.change, .gateFinished(result: result))
        #expect(try finish(result) == [finished, .change(Given.change, .proven)])
        let both = [Given.test, Given.lint]
        #expect(try finish(result, gates: both) == [finished])
        #expect(try finish(result, gates: both, passed: [Given.lint]) == [finished, .change(Given.change, .proven)])
    }

    @Test(
        "one that fails or takes too long rejects the change with its output",
        arguments: [GateResult.Verdict.failed, .timedOut])
    func fails(verdict: GateResult.Verdict) throws {
        let evidence = Change.Evidence(gate: "test", tree: Given.tree, output: "out")
        #expect(
            try finish(Given.result(verdict)) == [
                .change(Given.change, .gateFinished(result: Given.result(verdict))),
                .change(Given.change, .rejected(evidence: evidence)), .ticket(Given.one, .returned(returns: 1)),
            ])
    }

    @Test("one that could not run is nobody's fault: the change is held for a person")
    func cannotRun() throws {
        let events = try finish(Given.result(.infraError))
        #expect(events.map(\.name) == ["change.gateFinished", "change.held"])
        guard case .change(_, .held(let reason))? = events.last else { return }
        #expect(reason.contains("gate test could not run (out)"))
        #expect(reason.contains("without that file: give another gate with `skein run --gate`"))
        #expect(reason.contains("skein ticket reopen T-1"))
    }

    @Test("a result for another tree changes nothing")
    func otherTree() {
        var result = Given.result(.passed)
        result.tree = Given.head
        #expect(rejection { try finish(result) } == .changeMoved)
    }

    @Test("one that was taken out of the configuration, or changed, while it ran decides nothing any more")
    func removedWhileRunning() throws {
        var stricter = Given.test
        stricter.timeout = .seconds(1)
        for verdict in GateResult.Verdict.allCases {
            for gates in [[Given.lint], [stricter]] {
                #expect(try finish(Given.result(verdict), gates: gates).map(\.name) == ["change.gateFinished"])
            }
        }
        let events = try finish(Given.result(.failed), gates: [Given.lint], passed: [Given.lint])
        #expect(events.map(\.name) == ["change.gateFinished", "change.proven"])
    }

    @Test("gates that changed after the proof must pass before it is published")
    func changedAfterProof() throws {
        let proven = Given.change(.candidateBuilt(candidate: Given.candidate), .proven)
        let events = try BeginPublishing(change: Given.change, commit: Given.commit).decide(
            Given.slice(proven, project: Given.project(gates: [Given.test, Given.lint]), passed: [Given.test]),
            at: Given.now)
        #expect(events == [.change(Given.change, .requeued(reason: "the project's gates changed"))])
    }

    @Test(
        "only exit status 0 passes",
        arguments: [
            (0, .passed), (1, .failed), (2, .failed), (125, .failed), (126, .infraError), (127, .infraError),
            (128, .failed), (-1, .failed), (256, .failed), (nil, .infraError),
        ] as [(Int?, GateResult.Verdict)])
    func verdicts(status: Int?, verdict: GateResult.Verdict) {
        #expect(GateResult.verdict(status: status, timedOut: false) == verdict)
        #expect(GateResult.verdict(status: status, timedOut: true) == .timedOut)
    }

    @Test("keep no U+0000 of their output, which the database would cut at")
    func controlCharacters() {
        #expect(Given.result(.failed, output: "a\0b").output == "ab")
    }
}
