/// What an agent is taught: a folder of the workspace with a `SKILL.md`, as the Agent Skills standard has it.
public struct Skill: Hashable, Sendable, Codable {
    /// The name of its folder.
    public let name: String
    /// What it is for and when it is used.
    public let description: String

    public init(name: String, description: String) {
        self.name = name
        self.description = description
    }
}

extension Skill {
    /// The file that makes a folder a skill.
    public static let fileName = "SKILL.md"
    /// The most that the standard allows of each, in characters.
    public static let nameLimit = 64
    public static let descriptionLimit = 1024
    public static let compatibilityLimit = 500

    /// What keeps `name` from being a skill's, as the standard has it; nil when nothing does.
    ///
    /// - Parameter name: in the normalisation form KC, which the standard compares.
    public static func fault(ofName name: String) -> String? {
        if name.isEmpty { return "it is empty" }
        if name.unicodeScalars.count > nameLimit {
            return "it is \(name.unicodeScalars.count) characters long and \(nameLimit) are allowed"
        }
        if name != name.lowercased() { return "it has capital letters" }
        if let other = name.unicodeScalars.first(where: { !isAllowed($0) }) {
            return "it has \(shown(other)) in it, and only letters, digits and `-` are allowed"
        }
        if name.hasPrefix("-") || name.hasSuffix("-") { return "it begins or ends with `-`" }
        return name.contains("--") ? "it has two `-` in a row" : nil
    }

    private static let letters: Set<Unicode.GeneralCategory> = [
        .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber,
    ]

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || letters.contains(scalar.properties.generalCategory)
    }

    private static func shown(_ scalar: Unicode.Scalar) -> String {
        if scalar == " " { return "a space" }
        let isPlain = ("!"..."~").contains(scalar)
        return isPlain ? "`\(scalar)`" : "the character U+\(String(scalar.value, radix: 16, uppercase: true))"
    }
}

extension Skill {
    /// What is copied for each run has bounds: files, their bytes together, and folders in folders.
    public static let fileLimit = 200
    public static let byteLimit = 5 << 20
    public static let depthLimit = 8
}
