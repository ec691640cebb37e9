/// Splits a text into words as a shell would, and expands nothing.
///
/// Quotes and `\` are honoured. Whatever only a shell would understand is an error instead of a surprise.
public struct WordList {
    /// Why a text is no list of words.
    public enum Problem: Error, Hashable {
        case openQuote(Character)
        case shellOnly(String)
    }

    private var words: [String] = []
    private var word = ""
    private var isInWord = false
    private var quote: Character?
    private var isEscaped = false

    public static func split(_ text: String) throws(Problem) -> [String] {
        var list = WordList()
        for character in text { try list.take(character) }
        if let quote = list.quote { throw .openQuote(quote) }
        if list.isEscaped { throw .openQuote("\\") }
        list.endWord()
        return list.words
    }

    private mutating func take(_ character: Character) throws(Problem) {
        if isEscaped {
            if quote == "\"", character != "\"", character != "\\" { word.append("\\") }
            word.append(character)
            isEscaped = false
        } else if character == "\\", quote != "'" {
            isEscaped = true
            isInWord = true
        } else if let open = quote {
            if character == open { quote = nil } else { word.append(character) }
        } else {
            try takeBare(character)
        }
    }

    private mutating func takeBare(_ character: Character) throws(Problem) {
        switch character {
        case " ", "\t", "\n", "\r\n": endWord()
        case "'", "\"":
            quote = character
            isInWord = true
        case "|", "&", ";", "<", ">", "$", "`", "*": throw .shellOnly(String(character))
        case "~" where !isInWord: throw .shellOnly("~")
        default:
            word.append(character)
            isInWord = true
        }
    }

    private mutating func endWord() {
        if isInWord { words.append(word) }
        word = ""
        isInWord = false
    }
}
