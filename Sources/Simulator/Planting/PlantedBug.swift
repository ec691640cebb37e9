import Foundation

/// A bug that is planted in a copy of the sources, to see whether the simulator finds it.
///
/// A file `NAME.bug`: the first line is `RULE: what is wrong`, then come edits of three parts, `--- file PATH`,
/// `--- find` and `--- plant`. In the planted text, `PLANTED` stands for "this bug is switched on".
public struct PlantedBug: Hashable, Sendable {
    /// One place that it changes.
    public struct Edit: Hashable, Sendable {
        public let file: String
        public let find: String
        public let plant: String
    }

    public let name: String
    public let rule: Rule
    public let sentence: String
    public let edits: [Edit]

    /// Every bug below a folder, in the order of their files.
    public static func all(in folder: String) throws -> [PlantedBug] {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".bug") }
        return try files.sorted().map { file in
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            let name = file.dropLast(4).split(separator: "/").last.map(String.init) ?? ""
            return try PlantedBug(name: name, text: text)
        }
    }

    init(name: String, text: String) throws {
        self.name = name
        var parts = text.components(separatedBy: "\n--- ")
        let title = parts.removeFirst().split(separator: ":", maxSplits: 1).map(String.init)
        guard title.count == 2, let number = Int(title[0]), let rule = Rule(rawValue: number) else {
            throw PlantingFailure("\(name): the first line is not `RULE: what is wrong`")
        }
        self.rule = rule
        sentence = title[1].trimmingCharacters(in: .whitespacesAndNewlines)
        var edits: [Edit] = []
        while parts.count >= 3 {
            let file = try Self.part("file ", parts.removeFirst(), of: name)
            let find = try Self.part("find\n", parts.removeFirst(), of: name)
            let plant = try Self.part("plant\n", parts.removeFirst(), of: name)
            edits.append(Edit(file: file, find: find, plant: plant))
        }
        guard parts.isEmpty, !edits.isEmpty else { throw PlantingFailure("\(name): an edit is file, find and plant") }
        self.edits = edits
    }

    private static func part(_ head: String, _ text: String, of name: String) throws -> String {
        guard text.hasPrefix(head) else { throw PlantingFailure("\(name): expected `--- \(head)`, found: \(text)") }
        let body = text.dropFirst(head.count)
        return String(body.hasSuffix("\n") ? body.dropLast() : body)
    }
}

/// A bug that cannot be planted.
public struct PlantingFailure: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ sentence: String) { description = sentence }
}
