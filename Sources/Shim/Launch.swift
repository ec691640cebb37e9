import Glibc

/// Why a launch file was not accepted, as one sentence.
struct Malformed: Error {
    let sentence: String
}

typealias CText = UnsafeMutablePointer<CChar>

/// What to run and under which limits: the parsed launch file, whose texts point into the file's own bytes.
struct Launch {
    var arguments: [CText] = []
    var environment: [CText] = []
    var workingDirectory: CText?
    var input: CText?
    var keepsInputOpen = false
    var deadline: Int64?
    var grace: Int64?
    var outputLimit: Int64?

    static let defaultGrace: Int64 = 5000

    /// Parses NUL-separated `key=value` fields; `bytes` must end in a NUL and outlive the launch.
    static func parse(_ bytes: UnsafeMutableBufferPointer<CChar>) throws(Malformed) -> Launch {
        var launch = Launch()
        var start = 0
        for index in bytes.indices where bytes[index] == 0 {
            if index > start { try launch.take(field: bytes.baseAddress! + start) }
            start = index + 1
        }
        if launch.arguments.isEmpty { throw Malformed(sentence: "the launch file names no `arg`") }
        guard let directory = launch.workingDirectory, directory[0] == slash else {
            throw Malformed(sentence: "the launch file needs an absolute `cwd`")
        }
        return launch
    }

    private mutating func take(field: CText) throws(Malformed) {
        guard let mark = strchr(field, equals) else {
            throw Malformed(sentence: "the launch file has a field without `=`")
        }
        let value = mark + 1
        switch field.distance(to: mark) {
        case 3 where strncmp(field, "arg", 3) == 0: arguments.append(value)
        case 3 where strncmp(field, "env", 3) == 0: environment.append(try Self.environmentEntry(value))
        case 3 where strncmp(field, "cwd", 3) == 0: try Self.setOnce(&workingDirectory, value, "cwd")
        case 5 where strncmp(field, "stdin", 5) == 0: try Self.setOnce(&input, value, "stdin")
        case 9 where strncmp(field, "keepStdin", 9) == 0: keepsInputOpen = try Self.flag(value)
        case 8 where strncmp(field, "deadline", 8) == 0:
            try Self.setOnce(&deadline, try Self.number(value, "deadline"), "deadline")
        case 5 where strncmp(field, "grace", 5) == 0:
            try Self.setOnce(&grace, try Self.number(value, "grace"), "grace")
        case 9 where strncmp(field, "maxOutput", 9) == 0:
            try Self.setOnce(&outputLimit, try Self.number(value, "maxOutput"), "maxOutput")
        default:
            // The value is not repeated here: a mangled `env` field may hold a secret.
            throw Malformed(sentence: "the launch file has an unknown field")
        }
    }

    private static func setOnce<Value>(
        _ place: inout Value?, _ value: Value, _ key: StaticString
    ) throws(Malformed) {
        if place != nil { throw Malformed(sentence: "the launch file has `\(key)` twice") }
        place = value
    }

    private static func environmentEntry(_ value: CText) throws(Malformed) -> CText {
        guard let mark = strchr(value, equals), mark != value else {
            throw Malformed(sentence: "the launch file has an `env` that is not NAME=VALUE")
        }
        return value
    }

    private static func flag(_ value: CText) throws(Malformed) -> Bool {
        switch (value[0], value[0] == 0 ? 0 : value[1]) {
        case (zero, 0): return false
        case (zero + 1, 0): return true
        default: throw Malformed(sentence: "the launch file has a `keepStdin` that is not 0 or 1")
        }
    }

    private static func number(_ value: CText, _ key: StaticString) throws(Malformed) -> Int64 {
        guard let number = Decimal.parse(UnsafeRawBufferPointer(start: value, count: strlen(value))) else {
            throw Malformed(sentence: "the launch file has a `\(key)` that is not a whole number")
        }
        return number
    }
}

private let equals = Int32(UInt8(ascii: "="))
private let slash = CChar(bitPattern: UInt8(ascii: "/"))
private let zero = CChar(bitPattern: UInt8(ascii: "0"))

/// Unsigned decimal numbers of at most eighteen digits, so that no sum of two of them overflows.
enum Decimal {
    static func parse(_ digits: UnsafeRawBufferPointer) -> Int64? {
        guard (1...18).contains(digits.count) else { return nil }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }
}
