import Domain
import Testing

@Suite("Instants and spans")
struct InstantTests {
    @Test("add and subtract")
    func arithmetic() {
        #expect(Instant(milliseconds: 5) + .seconds(1) == Instant(milliseconds: 1005))
        #expect(Instant(milliseconds: 1005) - Instant(milliseconds: 5) == .seconds(1))
        #expect(Instant(milliseconds: 5) - Instant(milliseconds: 1005) == Span(milliseconds: -1000))
    }

    @Test("stop at the ends of time instead of ending the server")
    func extremes() {
        let (first, last) = (Instant(milliseconds: .min), Instant(milliseconds: .max))
        #expect(last + .hours(1) == last)
        #expect(first + Span(milliseconds: -1) == first)
        #expect(last - first == Span(milliseconds: .max))
        #expect(first - last == Span(milliseconds: .min))
        #expect(Span.hours(.max) == Span(milliseconds: .max))
        #expect(Span.seconds(.min) == Span(milliseconds: .min))
        #expect(Instant(milliseconds: 0) - first == Span(milliseconds: .max))
    }

    @Test(
        "are said as a person says them",
        arguments: [
            (0, "0 ms"), (450, "450 ms"), (1000, "1 s"), (119_999, "119 s"), (120_000, "2 min"), (7_199_999, "119 min"),
            (7_200_000, "2 h"), (Int64.max, "2562047788015 h"), (Int64.min, "-9223372036854775808 ms"),
        ] as [(Int64, String)])
    func description(milliseconds: Int64, text: String) {
        #expect(Span(milliseconds: milliseconds).description == text)
    }
}
