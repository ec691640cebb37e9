/// A commit of the simulated git: what is in its tree is the set of the patches that lead to it.
struct Commit: Hashable {
    let id: String
    let parents: [String]
    /// Pieces of work, numbered over the whole simulation; those of people outside Skein are negative.
    let patches: Set<Int>

    init(parents: [Commit], patches: Set<Int>) {
        self.parents = parents.map(\.id)
        self.patches = patches
        id = Name.hex(["commit"] + self.parents + [Name.list(patches)])
    }

    /// The same patches make the same tree, whatever the way to it.
    var tree: String { Name.hex(["tree", Name.list(patches)]) }
}

/// Names of 40 hexadecimal digits: git's, without its hash.
enum Name {
    static func list(_ patches: Set<Int>) -> String { patches.sorted().map(String.init).joined(separator: "+") }

    static func hex(_ words: [String]) -> String {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325
        var second: UInt64 = 0x9E37_79B9_7F4A_7C15
        for byte in words.joined(separator: "/").utf8 {
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            second = (second &+ UInt64(byte)) &* 0xBF58_476D_1CE4_E5B9
            second ^= second >> 29
        }
        return digits(first) + digits(second) + digits(first ^ second &* 31).prefix(8)
    }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }

    /// A number from 0 up to `bound` that depends on nothing but the words.
    static func number(_ words: [String], below bound: Int) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in words.joined(separator: "/").utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash ^= hash >> 33
        hash = hash &* 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        return Int(hash % UInt64(bound))
    }
}
