import Foundation
import Testing

/// A page of `docs/` that is generated from tables in the code.
enum GeneratedPage {
    /// `SKEIN_WRITE_DOCS=1 swift test --filter DomainTests` writes the pages again.
    static func expect(_ name: String, is text: String) throws {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = package.appendingPathComponent("docs/\(name)")
        if ProcessInfo.processInfo.environment["SKEIN_WRITE_DOCS"] == "1" {
            try Data(text.utf8).write(to: page)
        }
        #expect(try String(contentsOf: page, encoding: .utf8) == text)
    }
}
