/// An identifier that people type: a letter and a number, such as `T-12`.
public protocol NumberedIdentifier: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    static var letter: Character { get }
    var number: Int64 { get }
    init(number: Int64)
}

extension NumberedIdentifier {
    public var description: String { "\(Self.letter)-\(number)" }

    /// Reads `T-12`, `t-12` or `12`; nil when the text is none of these.
    public init?(_ text: some StringProtocol) {
        var digits = Substring(text)
        let prefix = "\(Self.letter)-"
        if digits.lowercased().hasPrefix(prefix.lowercased()) { digits = digits.dropFirst(prefix.count) }
        // `Int64` would read a sign as well.
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int64(digits), number > 0
        else { return nil }
        self.init(number: number)
    }

    /// Reads `T-12` and nothing else: names of files that only look like it are others.
    public init?(exactly text: String) {
        self.init(text)
        if description != text { return nil }
    }

    public init(from decoder: any Decoder) throws {
        self.init(number: try decoder.singleValueContainer().decode(Int64.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.number < right.number
    }
}

/// An identifier that is a name in a file: lower-case letters, digits, `-` and `_`, at most 40.
public protocol NamedIdentifier: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    var name: String { get }
    init(name: String)
}

extension NamedIdentifier {
    public var description: String { name }

    /// Whether `text` may be a name: it becomes part of paths, branches and addresses.
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        let allowed = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"): true
            default: false
            }
        }
        return allowed && (1...40).contains(bytes.count) && bytes.first != UInt8(ascii: "-")
    }

    public init(from decoder: any Decoder) throws {
        self.init(name: try decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.name < right.name
    }
}
