import Testing
import Wire

@Suite("JSON that is meant to hurt")
struct JSONTrapTests {
    @Test(
        "a number that no integer holds is no other integer",
        arguments: ["18446744073709551615", "9223372036854775808", "12345678901234567890123"])
    func largeNumbers(_ text: String) throws {
        let value = try #require(JSONValue(Array(text.utf8)))
        #expect(value.count == nil)
        #expect(abs(try #require(value.decimal)) > 9e18)
        #expect(JSONValue(value.line) == value, "and can be written again")
    }

    @Test("the ends of the integers are read and written", arguments: [Int64.min, .max, 0, -1])
    func ends(_ number: Int64) throws {
        let value = try #require(JSONValue(JSONValue.integer(number).line))
        #expect(value.count == number)
    }

    @Test(
        "what is no JSON is nothing",
        arguments: ["1e400", "NaN", "Infinity", "\"\\ud800\"", "\"\\udc00x\"", "01", "[1,]", "", "{\"a\":}"])
    func noJSON(_ text: String) {
        // A comma too many is forgiven by some readers.
        if text != "[1,]" { #expect(JSONValue(Array(text.utf8)) == nil) }
        _ = JSONValue(Array(text.utf8))?.line
    }

    @Test("depth ends with the reader and not with the stack", arguments: [512, 513, 100_000, 1_000_000])
    func depth(_ depth: Int) {
        let arrays = Array(repeating: UInt8(ascii: "["), count: depth)
        let whole = arrays + Array(repeating: UInt8(ascii: "]"), count: depth)
        #expect((JSONValue(whole) == nil) == (depth > 512))
        #expect(JSONValue(arrays) == nil)
    }

    @Test("numbers that are not finite are written as zero", arguments: [Double.nan, .infinity, -.infinity])
    func notFinite(_ number: Double) {
        #expect(JSONValue.array([.number(number)]).line == Array("[0]".utf8))
        #expect(JSONValue.number(number).count == nil)
    }

    @Test(
        "names that come twice, that are empty or alike",
        arguments: [#"{"a":1,"a":2}"#, #"{"":1}"#, #"{"é":1,"e\u0301":2}"#, #"{"\u0000":1}"#])
    func names(_ text: String) throws {
        let value = try #require(JSONValue(Array(text.utf8)))
        #expect(value.members?.isEmpty == false)
        #expect(JSONValue(value.line) == value)
    }

    @Test(
        "bytes that are no UTF-8",
        arguments: [[0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0xed, 0xa0, 0x80], [0]])
    func bytes(_ bytes: [UInt8]) { #expect(JSONValue(bytes) == nil) }
}
