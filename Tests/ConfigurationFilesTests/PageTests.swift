import ConfigurationFiles
import Foundation
import Testing

@Suite struct PageTests {
    /// `SKEIN_WRITE_DOCS=1 swift test --filter PageTests` writes the page again.
    @Test func theCommittedPageIsTheGeneratedOne() throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = package.appendingPathComponent("docs/configuration.md")
        if ProcessInfo.processInfo.environment["SKEIN_WRITE_DOCS"] == "1" {
            try Data(ConfigurationPage.text.utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == ConfigurationPage.text)
    }
}
