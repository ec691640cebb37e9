import Foundation
import Simulator
import Testing

/// `make mutants` builds and plays them; here it is only seen that they can be planted.
@Suite("Planted bugs")
struct PlantingTests {
    static let root = URL(filePath: #filePath).appending(path: "../../..").standardized.path
    static let bugs = Result { try PlantedBug.all(in: "\(root)/Tests/SimulatorTests/Mutants") }

    @Test("each finds its place in the sources exactly once, and none is in the other's way")
    func apply() throws {
        let files = try Planting(Self.bugs.get()).files(of: Self.root)
        #expect(files.count > 5)
        #expect(files.values.allSatisfy { $0.contains("Planted.isOn(") && !$0.contains("PLANTED") })
    }

    @Test("each safety rule that the core can break has at least two", arguments: Rule.allCases)
    func twoForEachRule(_ rule: Rule) throws {
        // The core has no secrets yet, so there is nothing that it could let out; `sound` is no rule of the list.
        let isBreakable = ![.sound, .noSecret].contains(rule)
        let count = try Self.bugs.get().count { $0.rule == rule }
        #expect(count >= (isBreakable ? 2 : 0))
    }

    @Test("the sources themselves know nothing of planted bugs")
    func noSwitches() throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: "\(Self.root)/Sources")
        for file in files where file.hasSuffix(".swift") && !file.hasPrefix("Simulator/Planting") {
            #expect(try !String(contentsOfFile: "\(Self.root)/Sources/\(file)", encoding: .utf8).contains("Planted."))
        }
    }
}
