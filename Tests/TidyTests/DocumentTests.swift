import Foundation
import Testing

@Suite struct DocumentTests {
    /// The targets of the links in Markdown, with their lines; code is left out.
    static func links(in text: String) -> [(target: String, line: Int)] {
        var links: [(target: String, line: Int)] = []
        var isCode = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isCode.toggle() }
            if isCode { continue }
            // Every second part of a line that is cut at backticks is code.
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            let prose = parts.enumerated().map { $0.offset.isMultiple(of: 2) ? String($0.element) : "" }.joined()
            for match in prose.matches(of: /\]\(<?([^)>\s]+)[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)/) {
                if let target = match.1 ?? match.2 { links.append((String(target), index + 1)) }
            }
        }
        return links
    }

    /// Links to files that are not there; `exists` is asked for paths relative to the root.
    static func brokenLinks(path: String, text: String, exists: (String) -> Bool) -> [Violation] {
        links(in: text).compactMap { target, line in
            let file = target.prefix { $0 != "#" }.removingPercentEncoding ?? ""
            let isElsewhere = target.contains(/^[a-z][a-z0-9+.-]*:/) || file.isEmpty
            let base = file.hasPrefix("/") ? "" : path.split(separator: "/").dropLast().joined(separator: "/") + "/"
            if isElsewhere || exists(resolve(base + file)) { return nil }
            return Violation(path: path, line: line, "the link to \(target) leads nowhere: mend it or delete it")
        }
    }

    /// `docs/../a` → `a`; nothing is left of a path that leaves the repository.
    private static func resolve(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return ""
            }
        }
        return parts.joined(separator: "/")
    }

    @Test func linksResolve() throws {
        let documents = Checkout.paths.filter { $0.hasSuffix(".md") }
        #expect(!documents.isEmpty)
        let broken = try documents.flatMap { path in
            Self.brokenLinks(path: path, text: try Checkout.read(path)) { target in
                !target.isEmpty && FileManager.default.fileExists(atPath: Checkout.root.appending(path: target).path)
            }
        }
        expectNone(broken)
    }

    @Test(arguments: ["[a](gone.md)", "![a](../b.png \"t\")", "x [a](gone.md#b) y", "[a]: gone.md", "[a](/gone)"])
    func brokenLinkFires(text: String) {
        #expect(Self.brokenLinks(path: "docs/a.md", text: text) { $0 == "docs/here.md" }.count == 1)
    }

    @Test(arguments: [
        "[a](here.md)", "[a](../docs/./here.md#b)", "[a](/docs/here.md)", "[a](#b)", "[a](https://example.org)",
        "[a](mailto:a@example.org)", "`[a](gone.md)`", "```\n[a](gone.md)\n```",
    ])
    func otherLinkPasses(text: String) {
        #expect(Self.brokenLinks(path: "docs/a.md", text: text) { $0 == "docs/here.md" }.isEmpty)
    }
}
