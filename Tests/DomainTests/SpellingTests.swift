import Domain
import Testing

@Suite("Spelling: what somebody probably meant")
struct SpellingTests {
    @Test(
        "the nearest name",
        arguments: [("wek", "web"), ("web", "web"), ("docs-site", "docs-sites"), ("backend", "backends"), ("x", nil)])
    func nearest(word: String, expected: String?) {
        #expect(Spelling.nearest(to: word, among: ["web", "docs-sites", "backends"]) == expected)
    }

    @Test("none is near when none is known")
    func empty() { #expect(Spelling.nearest(to: "web", among: []) == nil) }

    @Test("of two that are as near, the first in the alphabet")
    func ties() { #expect(Spelling.nearest(to: "aab", among: ["aac", "aaa"]) == "aaa") }

    @Test("a hostile word of a megabyte costs nothing and is not repeated")
    func hostile() {
        let word = String(repeating: "a", count: 1 << 20)
        let names = (0..<1000).map { String(repeating: "b", count: 30) + "\($0)" }
        #expect(Spelling.nearest(to: word, among: names) == nil)
        let sentence = Rejection.unknown(Agent.ID(name: word), known: names.map(Agent.ID.init(name:))).sentence
        #expect(sentence.utf8.count < 1000)
        #expect(Rejection.unknown(Project.ID(name: word), known: []).sentence.utf8.count < 1000)
    }
}
