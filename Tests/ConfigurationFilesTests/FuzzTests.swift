import ConfigurationFiles
import Testing

@Suite struct FuzzTests {
    /// A generator that a seed repeats exactly (SplitMix64).
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private let pieces = [
        "&a ", "*a", "[", "]", "{", "}", ": ", "- ", "? ", "\n", "  ", "\t", "'", "\"", "\\", "|", ">", "#", "%",
        "!!int ", "---\n", "...\n",
        "<<", "~", "\u{0}", "\u{7}", "\u{2028}", "ü", "\r", "@", "web", "path", "\"\\uD800\"", "\"\\x00\"",
        "99999999999999999999",
    ]

    @Test(arguments: 0..<4) func damagedFilesAreReportedWithALineOfTheFile(seed: UInt64) throws {
        var dice = Dice(state: seed)
        let agent = "---\ncommand: [tool, a]\nenvironment: { A: b }\n---\nWork.\n"
        let workspace = try TemporaryWorkspace()
        for _ in 0..<400 {
            let yaml = damaged("name: a\nretry: { base: 1s }\n" + smallest, &dice)
            let front = damaged(agent, &dice)
            try workspace.write("skein.yaml", yaml)
            try workspace.write("agents/ada.md", front)
            do {
                _ = try workspace.load()
            } catch let errors as ConfigurationErrors {
                for error in errors.errors {
                    let text = error.place.file == "skein.yaml" ? yaml : front
                    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.count
                    #expect((1...lines + 1).contains(error.place.line ?? 1), "seed \(seed): \(error) in \(yaml)")
                }
            }
        }
    }

    private func damaged(_ text: String, _ dice: inout Dice) -> String {
        var characters = Array(text)
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let start = Int.random(in: 0..<characters.count, using: &dice)
            let end = min(characters.count, start + Int.random(in: 0...3, using: &dice))
            characters.replaceSubrange(start..<end, with: Array(pieces.randomElement(using: &dice) ?? ""))
            if characters.isEmpty { characters = ["a"] }
        }
        return String(characters)
    }
}
