import Foundation

/// Puts all planted bugs into a copy of the sources, each behind a switch of its own: one build serves them all.
public struct Planting: Sendable {
    private let bugs: [PlantedBug]

    public init(_ bugs: [PlantedBug]) {
        self.bugs = bugs
    }

    /// The files that change, with their new text. Reads the sources below `root`.
    ///
    /// - Throws: `PlantingFailure` when a text that is looked for is not there exactly once, or two edits overlap.
    public func files(of root: String) throws -> [String: String] {
        let edits = bugs.flatMap { bug in bug.edits.map { (bug.name, $0) } }
        return try Dictionary(grouping: edits) { $0.1.file }.reduce(into: [:]) { files, group in
            let text = try String(contentsOfFile: "\(root)/\(group.key)", encoding: .utf8)
            files[group.key] = try Self.planted(group.value, in: text)
        }
    }

    /// Changes the copy of the sources below `root`.
    public func plant(in root: String) throws {
        for (file, text) in try files(of: root) {
            try text.write(toFile: "\(root)/\(file)", atomically: true, encoding: .utf8)
        }
        try Self.switches.write(toFile: "\(root)/Sources/Domain/Planted.swift", atomically: true, encoding: .utf8)
    }

    private static func planted(_ edits: [(String, PlantedBug.Edit)], in text: String) throws -> String {
        let places = try edits.map { name, edit in
            let found = text.ranges(of: edit.find)
            guard found.count == 1 else {
                throw PlantingFailure("\(name): \(edit.file) has it \(found.count) times, not once: \(edit.find)")
            }
            let plant = edit.plant.replacing("PLANTED", with: "Planted.isOn(\"\(name)\")")
            return (range: found[0], plant: plant, name: name)
        }.sorted { $0.range.lowerBound < $1.range.lowerBound }
        var planted = ""
        var end = text.startIndex
        for place in places {
            if place.range.lowerBound < end { throw PlantingFailure("\(place.name) overlaps with another bug") }
            planted += text[end..<place.range.lowerBound] + place.plant
            end = place.range.upperBound
        }
        planted += text[end...]
        // The switches are in Domain; a file that needed none of it has to import it now.
        return edits[0].1.file.hasPrefix("Sources/Domain/") || planted.contains("import Domain\n")
            ? planted : "import Domain\n\n" + planted
    }

    /// What is added to the copy: which bug is on, by the environment.
    private static let switches = """
        import Glibc

        public enum Planted {
            private static let name = getenv("SKEIN_PLANTED").map { String(cString: $0) } ?? ""

            public static func isOn(_ bug: String) -> Bool { name == bug }
        }
        """
}
