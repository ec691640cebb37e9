import Domain
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("are read as people type them", arguments: ["T-12", "t-12", "12", "T-0012"])
    func reads(text: String) {
        #expect(Ticket.ID(text)?.number == 12)
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "T", "T-", "T-0", "0", "-1", "T--1", "T-+1", "+1", "R-1", "T-1 ", " T-1", "T-1a", "T-1\0", "T-1\n",
            "T-9223372036854775808", "T-٣", "T-１", "T-\u{301}1", "TT-1", "T-T-1", "T-1.0", "T-1e3", "T-0x1", "1_000",
        ])
    func refuses(text: String) {
        #expect(Ticket.ID(text) == nil)
    }

    @Test("are read back from what they say", arguments: [1, 2, 4711, Int64.max])
    func roundTrip(number: Int64) {
        #expect(Ticket.ID(Ticket.ID(number: number).description)?.number == number)
        #expect(Run.ID(Run.ID(number: number).description)?.number == number)
        #expect(Change.ID(Change.ID(number: number).description)?.number == number)
    }

    @Test("stand in the order of their numbers")
    func order() {
        #expect(Ticket.ID(number: 9) < Ticket.ID(number: 10))
        #expect(Agent.ID(name: "a") < Agent.ID(name: "b"))
    }

    @Test("names may be parts of paths, branches and addresses", arguments: ["a", "web-2", "a_b", "0", "_a"])
    func names(text: String) {
        #expect(Agent.ID.isValid(text))
        #expect(Agent.ID.isValid(String(repeating: "a", count: 40)))
    }

    @Test(
        "names that could be something else there are refused",
        arguments: [
            "", "-a", "A", "a b", "a/b", "..", "a.b", "é", "a\0", "a\n", "~", "a:b", "a@{", "%2e", "e\u{301}",
            String(repeating: "a", count: 41),
        ])
    func hostileNames(text: String) {
        #expect(!Agent.ID.isValid(text))
        #expect(!Project.ID.isValid(text))
    }
}
