import Domain
import Testing

@Suite("Candidates: the change merged onto the target")
struct CandidateTests {
    let gating = Given.change(.candidateBuilt(candidate: Given.candidate))

    @Test("a candidate goes to its gates, or past them when its very tree passed before")
    func builds() throws {
        let command = RecordCandidate(change: Given.change, candidate: Given.candidate)
        let built = Event.change(Given.change, .candidateBuilt(candidate: Given.candidate))
        #expect(try command.decide(Given.slice(Given.change()), at: Given.now) == [built])
        let known = Given.slice(Given.change(), passed: [Given.test])
        #expect(try command.decide(known, at: Given.now) == [built, .change(Given.change, .proven)])
        let half = Given.slice(
            Given.change(), project: Given.project(gates: [Given.test, Given.lint]), passed: [Given.test])
        #expect(try command.decide(half, at: Given.now) == [built])
    }

    @Test("a project without gates proves nothing", arguments: [nil, Given.project(gates: [])])
    func noGates(project: Project?) {
        let command = RecordCandidate(change: Given.change, candidate: Given.candidate)
        let slice = Given.slice(Given.change(), project: project)
        #expect(rejection { try command.decide(slice, at: Given.now) } == .gatesMissing)
    }

    @Test("a conflict sends the ticket back once, then to a person", arguments: [false, true])
    func conflict(isGating: Bool) throws {
        let command = RecordConflict(change: Given.change, files: ["a.txt"])
        let change = isGating ? gating : Given.change()
        let first = try command.decide(Given.slice(change), at: Given.now)
        #expect(
            first == [
                .change(Given.change, .conflicted(files: ["a.txt"])), .ticket(Given.one, .returned(returns: 1)),
            ])
        let ticket = Given.ticket(.returned(returns: 1), .submitted(change: Given.change, summary: ""))
        guard
            case .ticket(_, .blocked(let blockage))? = try command.decide(
                Given.slice(change, ticket: ticket), at: Given.now
            ).last
        else {
            Issue.record("the second conflict does not ask a person")
            return
        }
        #expect(blockage.reason.contains("C-1 conflicts with main in a.txt again"))
        #expect(blockage.reason.contains("skein/T-1"))
    }

    @Test("a branch with a history of its own goes back once with the commit it begins at, then to a person")
    func unrelated() throws {
        let command = RecordConflict(change: Given.change, files: [], root: Given.head)
        #expect(
            try command.decide(Given.slice(Given.change()), at: Given.now) == [
                .change(Given.change, .conflicted(files: [], root: Given.head)),
                .ticket(Given.one, .returned(returns: 1)),
            ])
        let ticket = Given.ticket(.returned(returns: 1), .submitted(change: Given.change, summary: ""))
        let events = try command.decide(Given.slice(Given.change(), ticket: ticket), at: Given.now)
        guard case .ticket(_, .blocked(let blockage))? = events.last else {
            Issue.record("the second time does not ask a person")
            return
        }
        #expect(
            blockage.reason == "C-1 begins at bbbbbbbbbb and has no commit in common with main again. "
                + "Look at `skein ticket show T-1` and branch skein/T-1, then `skein ticket reopen T-1`.")
    }

    @Test("a change of which all is there already is landed", arguments: [false, true])
    func nothingToLand(isGating: Bool) throws {
        let command = RecordNothingToLand(change: Given.change, target: Given.commit)
        let slice = Given.slice(isGating ? gating : Given.change(), dependants: [Ticket.ID(number: 2)])
        #expect(
            try command.decide(slice, at: Given.now) == [
                .change(Given.change, .landed(commit: Given.commit)), .ticket(Given.one, .done(summary: "did it")),
                .ticket(Ticket.ID(number: 2), .blockerFinished(blocker: Given.one)),
            ])
    }

    @Test("while the branch may be moving a change is not held; only proof that it did not move does that")
    func heldWhilePublishing() throws {
        let publishing = Given.slice(
            Given.change(
                .candidateBuilt(candidate: Given.candidate), .proven, .publishing(commit: Given.commit)))
        let hold = HoldChange(change: Given.change, reason: "no network")
        #expect(rejection { try hold.decide(publishing, at: Given.now) } == .changeMoved)
        let refute = RefuteLanding(change: Given.change, commit: Given.commit, reason: "refused")
        #expect(try refute.decide(publishing, at: Given.now) == [.change(Given.change, .held(reason: "refused"))])
        let other = RefuteLanding(change: Given.change, commit: Given.head, reason: "refused")
        #expect(rejection { try other.decide(publishing, at: Given.now) } == .changeMoved)
    }

    @Test("a change that there is not is refused by every command of the queue")
    func unknown() {
        let slice = Given.slice(nil, ticket: nil)
        let id = Given.change
        let now = Given.now
        let results = [
            rejection { try RecordCandidate(change: id, candidate: Given.candidate).decide(slice, at: now) },
            rejection { try RecordConflict(change: id, files: []).decide(slice, at: now) },
            rejection { try RecordNothingToLand(change: id, target: "").decide(slice, at: now) },
            rejection { try FinishGate(change: id, result: Given.result(.passed)).decide(slice, at: now) },
            rejection { try HoldChange(change: id, reason: "").decide(slice, at: now) },
            rejection { try RequeueChange(change: id, reason: "").decide(slice, at: now) },
            rejection { try BeginPublishing(change: id, commit: "").decide(slice, at: now) },
            rejection { try RefuteLanding(change: id, commit: "", reason: "").decide(slice, at: now) },
            rejection { try ConfirmLanding(change: id, commit: "").decide(slice, at: now) },
        ]
        #expect(results.allSatisfy { $0 == .unknownChange })
    }
}
