/// Text that agents and people wrote, made safe to show: it must not steer the terminal.
public enum PlainText {
    /// Without control characters; lines and tabs stay.
    public static func block(_ text: some StringProtocol) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    let isControl = scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
                    // Marks that turn the writing direction round can make a line say what it does not.
                    let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
                    return isControl || turns ? "\u{FFFD}" : scalar
                }))
    }

    /// The same on one line: what somebody wrote must not look like a line of ours.
    public static func line(_ text: some StringProtocol) -> String {
        block(text.split(whereSeparator: \.isNewline).joined(separator: " ")).replacing("\t", with: " ")
    }
}
