import Testing

/// The rules of `SizeTests` fire just above their limits, and not at them.
@Suite struct SizeRuleTests {
    private func file(_ text: String) -> SourceFile { SourceFile(path: "Sources/Domain/a.swift", text: text) }
    private func lines(_ count: Int) -> String { String(repeating: "a()\n", count: count) }

    @Test func longFile() {
        #expect(SizeTests.longFiles(file(lines(400))).isEmpty)
        #expect(SizeTests.longFiles(file(lines(401))).count == 1)
        #expect(SizeTests.longFiles(file(lines(401)), limit: 600).isEmpty)
    }

    @Test func longFunction() {
        #expect(SizeTests.longFunctions(file("func f() -> [Int] {\n\(lines(68))}")).isEmpty)
        #expect(SizeTests.longFunctions(file("func f<T>(a: (T) -> Int) throws(E) {\n\(lines(69))}")).count == 1)
        #expect(SizeTests.longFunctions(file("init() {\n\(lines(69))}")).count == 1)
        // The requirement of a protocol has no body, whatever follows it.
        #expect(SizeTests.longFunctions(file("protocol P {\nfunc f() -> Int\nvar a: Int { get }\n}")).isEmpty)
    }

    @Test func longLine() {
        #expect(SizeTests.longLines(file(String(repeating: "ä", count: 120))).isEmpty)
        #expect(SizeTests.longLines(file(String(repeating: "ä", count: 121))).count == 1)
    }

    @Test func manyParameters() {
        let five = "a: [Int: Int], b: (Int, Int), c: D<E, F>, d: Int = f(1, 2), e: @escaping (A, B) -> C,"
        #expect(SizeTests.manyParameters(file("func f(\(five))")).isEmpty)
        #expect(SizeTests.manyParameters(file("func f(\(five) f: Int)")).count == 1)
        #expect(SizeTests.manyParameters(file("struct A { init(\(five) f: Int) {} }")).isEmpty)
        #expect(SizeTests.manyParameters(file("final class A { init(\(five) f: Int) {} }")).count == 1)
    }

    @Test func widePort() {
        let five = String(repeating: "func f()\n", count: 5)
        #expect(SizeTests.widePorts(file("protocol A: B {\n\(five)}\nfunc g() {}")).isEmpty)
        #expect(SizeTests.widePorts(file("protocol A: B {\n\(five)static func g()\n}")).count == 1)
    }

    @Test func longActor() {
        #expect(SizeTests.longActors([file("actor A {\n\(lines(198))}")]).isEmpty)
        #expect(SizeTests.longActors([file("public actor A {\n\(lines(199))}")]).count == 1)
        let split = [file("actor A {\n\(lines(100))}"), file("extension A {\n\(lines(100))}")]
        #expect(SizeTests.longActors(split).count == 1)
    }

    @Test func fullFolder() {
        let paths = (1...15).map { "Sources/Domain/\($0).swift" }
        #expect(SizeTests.fullFolders(paths + ["Sources/Domain/Runs/a.swift"]).isEmpty)
        #expect(SizeTests.fullFolders(paths + ["Sources/Domain/a.swift"]).count == 1)
    }
}
