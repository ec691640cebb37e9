import Domain
import Testing

@Suite("What an agent may keep")
struct RememberTests {
    private let claim = RunClaim(run: Given.run, token: Given.token)

    private func decide(
        _ name: String, _ text: String, present: [String: Int] = [:], claim: RunClaim? = nil
    ) throws(Rejection) -> [Event] {
        let standing = Standing(run: Given.run(), agent: Given.agent(), relation: .own)
        return try Remember(claim ?? self.claim, name: name, text: text, present: present)
            .decide(standing, at: Given.now)
    }

    private func code(_ name: String, _ text: String, present: [String: Int] = [:]) -> Rejection.Code? {
        rejection { try decide(name, text, present: present) }
    }

    @Test("a note, with its size and not its text; nothing when there is nothing to forget")
    func kept() throws {
        let agent = Given.run().agent
        #expect(try decide("testing", "ä\n") == [.agent(agent, .remembered(note: "testing", bytes: 3))])
        #expect(
            try decide("testing", "", present: ["testing": 3]) == [
                .agent(agent, .remembered(note: "testing", bytes: 0))
            ])
        #expect(try decide("testing", "") == [])
    }

    @Test(
        "names that lead nowhere else",
        arguments: ["", ".", "..", "../x", "a/b", "a.md", "A", "-a", "a\u{0}", String(repeating: "a", count: 41)])
    func names(_ name: String) {
        #expect(code(name, "x") == .badNote)
    }

    @Test("up to the limits, and what is there already can always be replaced by less")
    func limits() {
        let limit = Remember.noteLimit
        #expect(code("a", String(repeating: "x", count: limit)) == nil)
        #expect(code("a", String(repeating: "x", count: limit + 1)) == .memoryFull)
        #expect(code("a", "a\u{0}b") == .controlCharacter)
        let full = ["a": Remember.agentLimit - 10, "b": 10]
        #expect(code("c", "x", present: full) == .memoryFull)
        #expect(code("b", "0123456789", present: full) == nil)
        #expect(code("b", "0123456789+", present: full) == .memoryFull)
        #expect(code("b", "", present: full) == nil)
        let many = Dictionary(uniqueKeysWithValues: (0..<Remember.countLimit).map { ("n\($0)", 1) })
        #expect(code("more", "x", present: many) == .memoryFull)
        #expect(code("n5", "y", present: many) == nil)
    }

    @Test("only while the run lives and holds its lease")
    func lease() {
        #expect(rejection { try decide("a", "x", claim: RunClaim(run: Given.run, token: 1)) } == .staleToken)
    }
}

@Suite("What a run begins with")
struct RecollectionTests {
    private static let ada = Agent.ID(name: "ada")

    private func candidate(
        _ name: String, _ text: String, own: Bool = true, at second: Int64 = 0
    ) -> Recollection.Candidate {
        Recollection.Candidate(
            Note(id: Note.ID(owner: own ? Self.ada : nil, name: name), text: text),
            changedAt: Instant(milliseconds: second * 1000))
    }

    @Test("its own notes, the latest first; of the rest what has words of the ticket, the most first")
    func order() {
        let candidates = [
            candidate("old", "o", at: 1), candidate("new", "n", at: 2),
            candidate("build", "how to build the shop", own: false, at: 9),
            candidate("shop", "the shop has umlauts", own: false, at: 8),
            candidate("lunch", "at noon", own: false, at: 10),
        ]
        let known = Recollection(candidates, for: SearchWords("Mend the umlauts of the shop"), tokens: 1000)
        #expect(
            known.notes.map(\.id.description) == [
                "memory/ada/new", "memory/ada/old", "knowledge/shop", "knowledge/build",
            ])
        #expect(known.others.map(\.description) == ["knowledge/lunch"])
        #expect(known.brief.hasPrefix("# What you know\n\n## memory/ada/new\n\nn\n\n## memory/ada/old"))
        #expect(known.brief.hasSuffix("Not shown; `search` with its name shows one: knowledge/lunch."))
    }

    @Test(
        "within the budget: what does not fit is named, what is smaller still fits", arguments: [0, 10, 100, 500, 5000])
    func budget(_ tokens: Int) {
        let candidates = (1...40).map { candidate("n\($0)", String(repeating: "x", count: $0 * 20), at: Int64($0)) }
        let known = Recollection(candidates, for: SearchWords(""), tokens: tokens)
        let size = known.notes.map(\.text.utf8.count).reduce(0, +)
        #expect(size <= tokens * 4)
        #expect(known.notes.isEmpty == (tokens <= 10))
        #expect(known.others.count <= Recollection.nameLimit)
        if tokens == 0 { #expect(known.brief == "") }
        if tokens == 5000 { #expect(known.notes.count + known.others.count == 40) }
    }

    @Test("with nothing known nothing is said")
    func nothing() {
        #expect(Recollection([], for: SearchWords("x"), tokens: 1000).brief == "")
    }
}
