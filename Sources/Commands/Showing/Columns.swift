import Glibc

/// Widths of texts on a terminal, where some letters take two columns and some none.
enum Columns {
    /// Columns of the terminal that standard output is; nil when it is none.
    static var ofTerminal: Int? { terminal.map { Int($0.ws_col) } }

    /// Lines of the terminal that standard output is; nil when it is none.
    static var lines: Int? { terminal.map { Int($0.ws_row) } }

    private static var terminal: winsize? {
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? size : nil
    }

    static func count(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + count($1) } }

    static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - count(text)))
    }

    /// As much as fits, with `…` in the place of the rest.
    static func cut(_ text: String, to width: Int) -> String {
        if count(text) <= width { return text }
        var kept = ""
        var used = 1
        for letter in text {
            used += count(letter)
            if used > width { break }
            kept.append(letter)
        }
        return kept + "…"
    }

    /// A letter with its accents and joiners counts once; East Asian wide letters and emoji count two.
    private static func count(_ letter: Character) -> Int {
        guard let first = letter.unicodeScalars.first else { return 0 }
        if letter.unicodeScalars.contains(where: { $0.value == 0xFE0F || $0.properties.isEmojiPresentation }) {
            return 2
        }
        switch first.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default:
            let category = first.properties.generalCategory
            return category == .nonspacingMark || category == .format ? 0 : 1
        }
    }
}
