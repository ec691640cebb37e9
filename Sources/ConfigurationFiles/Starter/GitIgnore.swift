import Foundation

/// Keeps `.skein/` out of the user's commits: one line at the end of `.gitignore`, written once.
struct GitIgnore {
    static let name = ".gitignore"
    let root: String

    /// What must be added; nil when the line is there.
    func addition() throws(ConfigurationError) -> String? {
        let path = Paths.join(root, Self.name)
        guard !Paths.isLink(path) else {
            throw ConfigurationError(
                at: Place(file: Self.name), "this is a symbolic link and is not written through",
                "make it a file of its own")
        }
        if Paths.kind(path) == .nothing { return "/.skein/\n" }
        let text = try TextFile.read(Self.name, in: root)
        let lines = text.split { $0.isNewline }.map { $0.trimmingCharacters(in: .whitespaces) }
        if lines.contains(where: { [".skein", ".skein/", "/.skein", "/.skein/"].contains($0) }) { return nil }
        let isEnded = text.isEmpty || text.last?.isNewline == true
        return (isEnded ? "" : "\n") + "/.skein/\n"
    }

    func append(_ text: String) throws(ConfigurationError) {
        let path = Paths.join(root, Self.name)
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644)
        try writeAll(text, to: file, Self.name)
    }
}
