/// What a client asks for on the control socket.
enum ControlCommand: Equatable {
    /// So many bytes of input follow the line; where the input must stand for them to be taken, if that is said.
    case input(Int, at: Int64?)
    /// How many bytes of input were taken so far.
    case position
    case closeInput
    case interrupt
    case stop(graceMilliseconds: Int64)
    case ping
}

/// The next line among the bytes that a client sent.
enum ControlLine {
    static let limit = 64
    static let inputLimit: Int64 = 64 << 20

    case incomplete
    case command(ControlCommand, length: Int)
    case malformed(StaticString)

    /// Reads one line; `length` counts its newline too.
    static func parse(_ bytes: UnsafeRawBufferPointer) -> ControlLine {
        guard let newline = bytes.prefix(limit).firstIndex(of: UInt8(ascii: "\n")) else {
            return bytes.count < limit ? .incomplete : .malformed("the line is too long")
        }
        let line = UnsafeRawBufferPointer(rebasing: bytes[..<newline])
        guard let command = command(line) else { return .malformed("unknown command") }
        return .command(command, length: newline + 1)
    }

    private static func command(_ line: UnsafeRawBufferPointer) -> ControlCommand? {
        if line.elementsEqual("close".utf8) { return .closeInput }
        if line.elementsEqual("interrupt".utf8) { return .interrupt }
        if line.elementsEqual("ping".utf8) { return .ping }
        if line.elementsEqual("position".utf8) { return .position }
        if let grace = number(line, after: "stop ") { return .stop(graceMilliseconds: grace) }
        return input(line)
    }

    /// `input COUNT` or `input COUNT POSITION`.
    private static func input(_ line: UnsafeRawBufferPointer) -> ControlCommand? {
        guard line.starts(with: "input ".utf8) else { return nil }
        let rest = UnsafeRawBufferPointer(rebasing: line["input ".utf8.count...])
        let space = rest.firstIndex(of: UInt8(ascii: " "))
        guard let count = Decimal.parse(UnsafeRawBufferPointer(rebasing: rest[..<(space ?? rest.endIndex)])),
            count <= inputLimit
        else { return nil }
        guard let space else { return .input(Int(count), at: nil) }
        guard let position = Decimal.parse(UnsafeRawBufferPointer(rebasing: rest[(space + 1)...])) else { return nil }
        return .input(Int(count), at: position)
    }

    private static func number(_ line: UnsafeRawBufferPointer, after word: String) -> Int64? {
        guard line.starts(with: word.utf8) else { return nil }
        return Decimal.parse(UnsafeRawBufferPointer(rebasing: line[word.utf8.count...]))
    }
}
