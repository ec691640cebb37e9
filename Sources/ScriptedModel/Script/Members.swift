import Wire

/// The members of an object of a script: a name that is not known, or a value of another kind, is refused with its
/// place, because a test with a misspelt script would pass for the wrong reason.
struct Members {
    let place: String
    private let values: [String: JSONValue]

    init(_ value: JSONValue, place: String, allowed: Set<String>) throws(BadScript) {
        guard let values = value.members else { throw BadScript("\(place) must be an object.") }
        if let name = values.keys.sorted().first(where: { !allowed.contains($0) }) {
            throw BadScript("\(place) has no `\(name)`, only \(allowed.sorted().joined(separator: ", ")).")
        }
        self.place = place
        self.values = values
    }

    var names: [String] { values.keys.sorted() }

    subscript(name: String) -> JSONValue? { values[name] }

    func text(_ name: String) throws(BadScript) -> String? {
        guard let value = values[name] else { return nil }
        guard let text = value.text else { throw BadScript("\(place): `\(name)` must be a string.") }
        return text
    }

    func neededText(_ name: String) throws(BadScript) -> String {
        guard let text = try text(name) else { throw BadScript("\(place): `\(name)` is missing.") }
        return text
    }

    /// A whole number that is not negative.
    func count(_ name: String) throws(BadScript) -> Int? {
        guard let value = values[name] else { return nil }
        guard let count = value.count, (0...1_000_000_000).contains(count) else {
            throw BadScript("\(place): `\(name)` must be a whole number, not below zero.")
        }
        return Int(count)
    }

    func items(_ name: String) throws(BadScript) -> [JSONValue]? {
        guard let value = values[name] else { return nil }
        guard let items = value.items else { throw BadScript("\(place): `\(name)` must be an array.") }
        return items
    }
}
