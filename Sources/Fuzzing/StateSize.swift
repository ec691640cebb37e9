/// How much a value holds, whatever its type.
public struct StateSize: Sendable {
    /// Values without parts, such as numbers and texts.
    public private(set) var leaves = 0
    /// The length of all texts, in UTF-8.
    public private(set) var bytes = 0

    public init(of value: Any) { add(value) }

    private mutating func add(_ value: Any) {
        if let text = value as? String {
            leaves += 1
            bytes += text.utf8.count
            return
        }
        let children = Mirror(reflecting: value).children
        if children.isEmpty { leaves += 1 }
        for child in children { add(child.value) }
    }
}
