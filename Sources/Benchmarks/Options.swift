/// The command line of `skein-bench`.
struct Options: Sendable {
    private(set) var isQuick = false
    /// Empty: every measurement.
    private(set) var only: [String] = []

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--quick": isQuick = true
            case "--only":
                guard let name = rest.popFirst(), Measurement.all.contains(where: { $0.name == name }) else {
                    throw WrongUsage()
                }
                only.append(name)
            default: throw WrongUsage()
            }
        }
    }

    func wants(_ measurement: Measurement) -> Bool {
        only.isEmpty || only.contains(measurement.name)
    }
}

/// The command line is not one that `skein-bench` takes.
struct WrongUsage: Error, CustomStringConvertible {
    var description: String {
        let names = Measurement.all.map(\.name).joined(separator: ", ")
        return "usage: skein-bench [--quick] [--only NAME]…; NAME is one of \(names)"
    }
}
