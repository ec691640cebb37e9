import Foundation
import Fuzzing
import Harnesses
import Testing

/// The short form of `make fuzz`: more than 10,000 lines, another seed each day.
@Suite("Spoilt lines")
struct FuzzTests {
    static let folder = URL(filePath: #filePath).appending(path: "../../Transcripts").standardized.path
    static let seed = UInt64(Date().timeIntervalSince1970 / 86_400)

    /// Those that differ in more than data get the most.
    private static func lines(_ name: String) -> Int {
        ["claude", "codex", "hermes", "acp with services"].contains(name) ? 2000 : 200
    }

    @Test("crash, hang and bloat no dialect, and give the same effects again", arguments: AgentPrograms.dialects)
    func bearable(_ name: String) throws {
        let report = Fuzz(corpus: try Corpus(folder: Self.folder), seed: Self.seed).run(name, lines: Self.lines(name))
        #expect(report.defects.isEmpty, "skein-fuzz --seed \(Self.seed) --dialect \(name) --trace replays it")
        #expect(report.lines == Self.lines(name))
    }

    @Test("the server of the tools neither, and every request has one answer")
    func bearableServer() async throws {
        let report = await Fuzz(corpus: try Corpus(folder: Self.folder), seed: Self.seed).runServer(lines: 2000)
        #expect(report.defects.isEmpty, "skein-fuzz --seed \(Self.seed) --dialect mcp --trace replays it")
        #expect(report.lines == 2000 && report.digest != 0)
    }
}
