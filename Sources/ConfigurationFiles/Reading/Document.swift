import Yams

/// A YAML text as a tree, within bounds that no configuration needs to exceed.
enum Document {
    /// Values in one file, aliases counted as often as they are used.
    static let maxNodes = 10_000
    static let maxDepth = 20
    static let maxAliases = 20
    /// Bytes of a file that uses aliases at all.
    static let maxSizeWithAliases = 65_536

    /// The tree, or nil when the text holds nothing but comments.
    static func compose(_ text: String, file: String) throws(ConfigurationError) -> Node? {
        try checkAliases(text, file)
        let root: Node?
        do {
            // The basic resolver guesses no types: `no` stays the text "no" and is judged by the key it stands for.
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw Syntax(file: file, text: text).error(error)
        } catch {
            throw ConfigurationError(at: Place(file: file), "the YAML cannot be read: \(error)", "correct it")
        }
        var count = 0
        if let root { try check(root, depth: 1, &count, file) }
        return root
    }

    private static func check(
        _ node: Node, depth: Int, _ count: inout Int, _ file: String
    ) throws(ConfigurationError) {
        count += 1
        let place = Place(file: file, line: node.mark?.line, column: node.mark?.column)
        if depth > maxDepth {
            throw ConfigurationError(
                at: place, "lists and maps are nested more than \(maxDepth) deep", "write it flatter")
        }
        if count > maxNodes {
            throw ConfigurationError(
                at: place, "the file holds more than \(maxNodes) values, aliases written out",
                "use fewer aliases (`*name`) and shorter lists")
        }
        switch node {
        case .scalar, .alias: break
        case .sequence(let items):
            for item in items { try check(item, depth: depth + 1, &count, file) }
        case .mapping(let pairs):
            for (key, value) in pairs {
                try check(key, depth: depth + 1, &count, file)
                try check(value, depth: depth + 1, &count, file)
            }
        }
    }

    /// Aliases of aliases multiply ("billion laughs"), and the parser hashes keys while it reads: so the number of
    /// aliases is bounded before it starts. Counts what looks like one, outside lines that are comments.
    private static func checkAliases(_ text: String, _ file: String) throws(ConfigurationError) {
        var count = 0
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.first(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }) == UInt8(ascii: "#") {
                continue
            }
            count += aliases(in: line)
            if count > 0 && text.utf8.count > maxSizeWithAliases {
                throw ConfigurationError(
                    at: Place(file: file, line: index + 1), "a file of more than 64 KB uses aliases (`*name`)",
                    "write the values out")
            }
            if count > maxAliases {
                throw ConfigurationError(
                    at: Place(file: file, line: index + 1), "the file uses more than \(maxAliases) aliases (`*name`)",
                    "write the values out")
            }
        }
    }

    private static func aliases(in line: Substring.UTF8View) -> Int {
        var previous = UInt8(ascii: " ")
        var found = 0
        var isStar = false
        for byte in line {
            if isStar, isNamePart(byte) { found += 1 }
            isStar = byte == UInt8(ascii: "*") && " \t\r[]{},:-?".utf8.contains(previous)
            previous = byte
        }
        return found
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
