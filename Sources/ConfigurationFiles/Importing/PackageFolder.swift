import Foundation
import Yams

/// A folder that a stranger wrote: read without following any link out of it or in it.
struct PackageFolder {
    /// Absolute, without links.
    let root: String

    /// A file with front matter and a body.
    struct Document {
        let keys: [String: Node]
        let body: String

        /// A text of one line; nil when there is none, or `null`.
        func text(_ key: String) -> String? { keys[key].flatMap(PackageFolder.text) }

        /// Texts of a list, or the one text, separated by commas.
        func texts(_ key: String) -> [String] {
            if let list = keys[key]?.sequence { return list.compactMap(PackageFolder.text) }
            return (text(key) ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
        }
    }

    func isFile(_ name: String) -> Bool { Paths.kind(Paths.join(root, name)) == .file }
    func isFolder(_ name: String) -> Bool { Paths.kind(Paths.join(root, name)) == .folder }

    /// What is in a folder of it, sorted; hidden things are left out.
    func names(in folder: String) throws(ConfigurationError) -> [String] {
        guard isFolder(folder) else { return [] }
        try refuseLinks(folder)
        do {
            let names = try FileManager.default.contentsOfDirectory(atPath: Paths.join(root, folder))
            return names.filter { !$0.hasPrefix(".") }.sorted()
        } catch {
            throw ConfigurationError(
                at: Place(file: folder), "the folder cannot be read: \(error.localizedDescription)", "make it readable")
        }
    }

    /// The text of a file of it; at most 1 MB of UTF-8.
    func text(of name: String) throws(ConfigurationError) -> String {
        try refuseLinks(name)
        return try TextFile.read(name, in: root)
    }

    func document(_ name: String) throws(ConfigurationError) -> Document {
        let parts = try FrontMatter(try text(of: name), file: name, example: "name: CEO", bodyName: "the instructions")
        return Document(keys: try Self.keys(parts.keys, file: name), body: parts.body)
    }

    /// The members of a YAML map; empty when it is none.
    static func keys(_ text: String, file: String) throws(ConfigurationError) -> [String: Node] {
        guard let root = try ConfigurationFiles.Document.compose(text, file: file) else { return [:] }
        return members(root)
    }

    static func members(_ node: Node?) -> [String: Node] {
        let pairs = (node?.mapping ?? [:]).compactMap { key, value in key.scalar.map { ($0.string, value) } }
        return Dictionary(pairs) { first, _ in first }
    }

    /// On one line, without what steers a terminal.
    static func text(_ node: Node) -> String? {
        guard let scalar = node.scalar else { return nil }
        if scalar.style == .plain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return nil }
        let line = scalar.string.split(whereSeparator: \.isNewline).joined(separator: " ")
        return String(
            String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
    }

    /// Each part of the way must be what it seems.
    private func refuseLinks(_ name: String) throws(ConfigurationError) {
        var path = root
        for part in name.split(separator: "/") where part != "." {
            path = Paths.join(path, String(part))
            if part == ".." || Paths.isLink(path) {
                throw ConfigurationError(
                    at: Place(file: name), "it leads elsewhere by a symbolic link or `..`",
                    "copy what is meant to its place: nothing outside of the package is read")
            }
        }
    }
}
