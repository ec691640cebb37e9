import Testing

@testable import ConfigurationFiles

@Suite struct WordListTests {
    @Test(arguments: [
        ("make test", ["make", "test"]),
        ("  sh -c 'make smoke'\t", ["sh", "-c", "make smoke"]),
        (#"a "b \"c\" \\ \n" d\ e"#, ["a", #"b "c" \ \n"#, "d e"]),
        (#"a '' "" x'y'"z""#, ["a", "", "", "xyz"]),
        (#"a '\' '$x | *' "&;" b~"#, ["a", "\\", "$x | *", "&;", "b~"]),
        ("", []),
    ])
    func words(text: String, expected: [String]) throws {
        #expect(try WordList.split(text) == expected)
    }

    @Test(arguments: ["|", "&", ";", "<", ">", "$", "`", "*", "~"])
    func whatOnlyAShellUnderstandsIsRefused(sign: String) {
        #expect(throws: WordList.Problem.shellOnly(sign)) { try WordList.split("make \(sign)x") }
    }

    @Test(arguments: ["'", "\"", "\\"])
    func openQuotesAreRefused(quote: Character) {
        #expect(throws: WordList.Problem.openQuote(quote)) { try WordList.split("make \(quote)") }
    }
}
