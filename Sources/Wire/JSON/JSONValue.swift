import Foundation

/// Any JSON value, for messages of protocols that others define and extend: what is not there, or of another kind,
/// reads as nil.
@dynamicMemberLookup
public enum JSONValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The value that `bytes` hold; nil when they are not one JSON text, or nested deeper than 512.
    public init?(_ bytes: some Sequence<UInt8>) {
        // What is wrong with foreign bytes helps nobody; that they are no JSON does.
        guard let value = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) else {
            return nil
        }
        self.init(foundation: value)
    }

    public subscript(name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    public subscript(dynamicMember name: String) -> JSONValue? { self[name] }

    public var text: String? { if case .string(let text) = self { text } else { nil } }
    public var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    public var items: [JSONValue]? { if case .array(let items) = self { items } else { nil } }
    public var members: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }
    public var isNull: Bool { self == .null }

    /// A whole number; a fraction or one that no Int64 holds reads as nil.
    public var count: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        case .null, .bool, .string, .array, .object: nil
        }
    }

    public var decimal: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// One line of JSON without a newline; members are sorted, so that equal values have equal lines.
    public var line: [UInt8] {
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
        // Only a number that is not finite cannot be written, and `foundation` gives none.
        guard let data = try? JSONSerialization.data(withJSONObject: foundation, options: options) else {
            return Array("null".utf8)
        }
        return Array(data)
    }
}

extension JSONValue {
    private init(foundation value: Any) {
        switch value {
        case let text as String: self = .string(text)
        case let members as [String: Any]: self = .object(members.mapValues(JSONValue.init(foundation:)))
        case let items as [Any]: self = .array(items.map(JSONValue.init(foundation:)))
        case let number as NSNumber: self.init(number)
        default: self = .null
        }
    }

    private init(_ number: NSNumber) {
        switch String(cString: number.objCType) {
        case "c", "B": self = .bool(number.boolValue)
        case "d", "f": self = .number(number.doubleValue)
        // From 2^63 on an Int64 would be another number, and a negative one.
        case "Q": self = Int64(exactly: number.uint64Value).map(Self.integer) ?? .number(number.doubleValue)
        default: self = .integer(number.int64Value)
        }
    }

    private var foundation: Any {
        switch self {
        case .null: NSNull()
        case .bool(let flag): flag
        case .integer(let value): value
        case .number(let value): value.isFinite ? value : 0
        case .string(let text): text
        case .array(let items): items.map(\.foundation)
        case .object(let members): members.mapValues(\.foundation)
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
    public init(nilLiteral: ()) { self = .null }
}

extension JSONValue {
    /// An object of the members that have a value.
    public static func object(present members: [String: JSONValue?]) -> JSONValue {
        .object(members.compactMapValues { $0 })
    }
}
