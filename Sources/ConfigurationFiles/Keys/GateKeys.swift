import Domain

extension Gate: Draft {
    static var blank: Gate { Gate(name: "", command: []) }
}

extension Key<Gate> {
    /// The keys of a gate that is written as a map.
    static let gate: [Key] = [
        .command(
            \.command, example: "[make, test]",
            "Run in a checkout of exactly the tree that would land; exit status 0 is a pass. No shell is involved."),
        .duration(
            "timeout", \.timeout, .seconds(1) ... .days(1), example: "10m",
            "The gate is stopped after this long and counts as not passed."),
    ]
}

extension Reading {
    /// The gates of a project, in the order of the file.
    func gates(_ value: Value) -> [Gate] {
        guard let pairs = pairs(value, expecting: "a map of gates") else { return [] }
        if pairs.isEmpty { report(value, "there is no gate, so nothing could be proven before it lands") }
        return pairs.compactMap { name, child in
            let example = "\(shown(name)): [make, test]"
            return check(name: name, "gate", at: child.place) ? gate(name, child.showing(example)) : nil
        }
    }

    private func gate(_ name: String, _ value: Value) -> Gate? {
        var gate = Gate.blank
        gate.name = name
        if case .mapping = value.node {
            section(value, Key<Gate>.gate, "a gate", into: &gate)
        } else if let command = command(value) {
            gate.command = command
        }
        return gate.command.isEmpty ? nil : gate
    }
}
