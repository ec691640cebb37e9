/// The words of a search, taken from whatever somebody typed: no sign in it means anything.
public struct SearchWords: Hashable, Sendable {
    /// More words than this make no search better; more bytes are not looked at.
    public static let limit = 16
    public static let byteLimit = 2000

    /// Runs of letters, digits and marks, each once, in the order they were typed; empty when there are none.
    public let words: [String]

    public init(_ text: String) {
        var found: [String] = []
        var word = String.UnicodeScalarView()
        func end() {
            let text = String(word)
            if !text.isEmpty, found.count < Self.limit, !found.contains(text) { found.append(text) }
            word = String.UnicodeScalarView()
        }
        var bytes = 0
        for scalar in text.unicodeScalars {
            bytes += UTF8.width(scalar)
            if bytes > Self.byteLimit { break }
            if Self.parts.contains(scalar.properties.generalCategory) { word.append(scalar) } else { end() }
        }
        end()
        words = found
    }

    private static let parts: Set<Unicode.GeneralCategory> = [
        .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
        .letterNumber, .otherNumber, .nonspacingMark, .spacingMark,
    ]
}
