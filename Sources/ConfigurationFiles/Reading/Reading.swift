import Domain
import Yams

/// Reads one file: notes every problem and where each key stands, and goes on.
final class Reading {
    let file: String
    private(set) var errors: [ConfigurationError] = []
    private var places: [String: Place] = [:]

    init(file: String) {
        self.file = file
    }

    func report(_ value: Value, _ problem: String, _ advice: String? = nil) {
        report(at: value.place, problem, advice ?? "write for example `\(value.example)`")
    }

    func report(at place: Place, _ problem: String, _ advice: String) {
        errors.append(ConfigurationError(at: place, problem, advice))
    }

    func expected(_ what: String, at value: Value) {
        report(value, "expected \(what), found \(value.found)")
    }

    /// Where a key stands, by its dotted path; the file when it is not written.
    func place(_ key: String) -> Place {
        places[key] ?? Place(file: file, key: key)
    }

    func isWritten(_ key: String) -> Bool { places[key] != nil }

    /// The pairs of a map, in the order of the file; keys that are no text are reported and left out.
    func pairs(_ value: Value, expecting what: String) -> [(name: String, value: Value)]? {
        guard case .mapping(let mapping) = value.node else {
            expected(what, at: value)
            return nil
        }
        return mapping.compactMap { key, node in
            let written = Value(node: key, place: value.place, example: value.example)
            guard let name = written.text else {
                let place = Place(
                    file: file, line: key.mark?.line, column: key.mark?.column, key: value.place.key)
                report(at: place, "expected a name before the `:`, found \(written.found)", "write a plain word there")
                return nil
            }
            let child = value.child(node, key: shown(name), mark: key.mark)
            places[child.place.key ?? name] = child.place
            return (name, child)
        }
    }

    /// The items of a list, each with its own place.
    func items(_ value: Value, expecting what: String) -> [Value]? {
        guard case .sequence(let sequence) = value.node else {
            expected(what, at: value)
            return nil
        }
        return sequence.enumerated().map { index, node in
            let place = Place(
                file: file, line: node.mark?.line ?? value.place.line, column: node.mark?.column, key: value.place.key)
            places["\(value.place.key ?? "").\(index)"] = place
            return Value(node: node, place: place, example: value.example)
        }
    }
}

extension Reading {
    /// Reads the keys of `table` into `target`: unknown and missing ones are reported.
    func section<Target>(_ value: Value, _ table: [Key<Target>], _ noun: String, into target: inout Target) {
        guard let pairs = pairs(value, expecting: "a map of the keys of \(noun)") else { return }
        for (name, child) in pairs {
            guard let key = table.first(where: { $0.name == name }) else {
                reportUnknown(name, child, table.map(\.name))
                continue
            }
            let child = child.showing(key.page.example)
            if child.isNothing {
                report(child, "expected \(key.page.type), found nothing", "write a value or remove the line")
            } else {
                key.read(child, &target, self)
            }
        }
        for key in table where key.isRequired && !pairs.contains(where: { $0.name == key.name }) {
            let child = value.child(value.node, key: key.name, mark: nil).showing(key.page.example)
            report(child, "the key is missing")
        }
    }

    private func reportUnknown(_ name: String, _ value: Value, _ known: [String]) {
        if name == "<<" {
            return report(value, "merge keys are not read here", "write the keys out")
        }
        let likeness = known.first { $0.lowercased() == name.lowercased().filter { $0 != "_" && $0 != "-" } }
        if let near = likeness ?? Spelling.nearest(to: name, among: known) {
            return report(value, "there is no such key", "did you mean `\(near)`?")
        }
        report(value, "there is no such key", "the keys here are \(known.sorted().joined(separator: ", "))")
    }
}
