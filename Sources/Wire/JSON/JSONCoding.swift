extension JSONValue: Codable {
    public init(from decoder: any Decoder) throws {
        for attempt in Self.attempts {
            // A value of another kind is what the next attempt is for.
            if let value = try? attempt(decoder) {
                self = value
                return
            }
        }
        self = .string(try String(from: decoder))
    }

    /// Each kind of value but a text, in an order in which none hides another.
    private static let attempts: [@Sendable (any Decoder) throws -> JSONValue?] = [
        { .object(try [String: JSONValue](from: $0)) }, { .array(try [JSONValue](from: $0)) },
        { try $0.singleValueContainer().decodeNil() ? .null : nil }, { .bool(try Bool(from: $0)) },
        { .integer(try Int64(from: $0)) }, { .number(try Double(from: $0)) },
    ]

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let flag): try flag.encode(to: encoder)
        case .integer(let value): try value.encode(to: encoder)
        case .number(let value): try value.encode(to: encoder)
        case .string(let text): try text.encode(to: encoder)
        case .array(let items): try items.encode(to: encoder)
        case .object(let members): try members.encode(to: encoder)
        }
    }
}
