/// The id of a commit, as git prints it: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.
public struct Commit: Hashable, Sendable, CustomStringConvertible {
    public let id: String

    public init?(_ id: String) {
        guard isObjectID(id) else { return nil }
        self.id = id
    }

    public var description: String { id }
}

/// The id of a tree, as git prints it.
public struct Tree: Hashable, Sendable, CustomStringConvertible {
    public let id: String

    public init?(_ id: String) {
        guard isObjectID(id) else { return nil }
        self.id = id
    }

    public var description: String { id }
}

private func isObjectID(_ text: String) -> Bool {
    let bytes = text.utf8
    guard bytes.count == 40 || bytes.count == 64 else { return false }
    return bytes.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        && bytes.contains { $0 != 0x30 }
}

/// Who wrote or recorded a commit.
public struct Identity: Hashable, Sendable {
    public let name: String
    public let email: String

    public init(name: String, email: String) {
        self.name = name
        self.email = email
    }
}

/// A file's path inside a repository: bytes as git keeps them, which need not be UTF-8 and may hold newlines.
public struct RepositoryPath: Hashable, Sendable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// For people: bytes that are not UTF-8 are replaced.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

/// Whether `name` may be a branch: the rules of git-check-ref-format(1) for `refs/heads/<name>`, and no leading `-`.
public func isValidBranchName(_ name: String) -> Bool {
    guard !name.isEmpty, !name.hasPrefix("-"), name != "HEAD", name.utf8.count <= 200 else { return false }
    return isValidReference("refs/heads/" + name)
}

/// Whether `reference` is a well-formed full reference name (`refs/…`).
func isValidReference(_ reference: String) -> Bool {
    let bytes = Array(reference.utf8)
    guard reference.hasPrefix("refs/"), bytes.last != UInt8(ascii: "."), !contains(bytes, ".."), !contains(bytes, "@{")
    else {
        return false
    }
    guard bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7f && !forbidden.contains($0) }) else { return false }
    return bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.first != UInt8(ascii: ".") && !part.elementsEqual(".lock".utf8)
            && !part.suffix(5).elementsEqual(".lock".utf8)
    }
}

private let forbidden = Set("~^:?*[\\".utf8)

private func contains(_ bytes: [UInt8], _ pair: StaticString) -> Bool {
    pair.withUTF8Buffer { wanted in
        zip(bytes, bytes.dropFirst()).contains { $0 == wanted[0] && $1 == wanted[1] }
    }
}
