import Testing

/// The rules of `CodeTests` fire on what they are against, and on nothing else.
@Suite struct CodeRuleTests {
    private func domain(_ text: String) -> SourceFile { SourceFile(path: "Sources/Domain/a.swift", text: text) }

    @Test(arguments: ["// TODO: later", "/* a\n FIXME\n*/", "f() // XXX", "/// A HACK."])
    func leftoverFires(text: String) { #expect(CodeTests.leftovers(domain(text)).count == 1) }

    @Test func leftoverPasses() {
        #expect(CodeTests.leftovers(domain("let a = \"TODO\" // the method, todo, TODOS")).isEmpty)
    }

    @Test func silentTryFires() {
        #expect(CodeTests.silentTries(domain("let a = try? f()")).count == 1)
        #expect(CodeTests.silentTries(domain("// far away\n\nlet a = try? f()")).count == 1)
    }

    @Test func explainedTryPasses() {
        #expect(CodeTests.silentTries(domain("// Gone already.\nlet a = try? f()")).isEmpty)
        #expect(CodeTests.silentTries(domain("let a = try? f()  // Gone already.")).isEmpty)
        #expect(CodeTests.silentTries(domain("let a = try f()?.b ?? \"try? \"")).isEmpty)
    }

    @Test(arguments: ["Task.detached {}", "Task.detached(priority: .low) {}", "Task.immediateDetached {}"])
    func detachedTaskFires(text: String) { #expect(CodeTests.detachedTasks(domain(text)).count == 1) }

    @Test(arguments: [
        "Task {}", "let a = Task(priority: .low) {}", "Task { @MainActor in f() }", "Task @MainActor {}",
        "Task.immediate {}", "a = Task<Void, Never> { f() }",
    ])
    func looseTaskFires(text: String) { #expect(CodeTests.looseTasks(domain(text)).count == 1) }

    @Test(arguments: [
        "var a: Task<Void, Never> { b }", "func f() -> Task<Void, Never> {}", "try await Task.sleep(for: a)",
        "group.addTask { f() }", "if Task.isCancelled { f() }", "struct Task_ {}",
    ])
    func otherTaskPasses(text: String) { #expect(CodeTests.looseTasks(domain(text)).isEmpty) }

    @Test func tasksInTestsPass() {
        #expect(CodeTests.looseTasks(SourceFile(path: "Tests/A/a.swift", text: "Task {}")).isEmpty)
    }

    @Test func defaultFires() {
        #expect(CodeTests.defaults(domain("switch a {\ncase .b: 1\ndefault: 2\n}")).count == 1)
        #expect(CodeTests.defaults(domain("switch a { @unknown default: 2 }")).count == 1)
    }

    @Test func defaultElsewherePasses() {
        #expect(CodeTests.defaults(domain("a[b, default: 0] += f(default: 1)")).isEmpty)
        let wire = SourceFile(path: "Sources/Wire/a.swift", text: "switch a { default: 2 }")
        #expect(CodeTests.defaults(wire).isEmpty)
    }

    @Test(arguments: [
        "public struct A {}", "// no\npublic final class A: B {}", "/// A.\n\n@frozen public enum A {}",
        "/// A.\nstruct B {\n    public actor A {}\n}", "@available(*, deprecated)\npublic protocol A {}",
    ])
    func undocumentedTypeFires(text: String) { #expect(CodeTests.undocumentedTypes(domain(text)).count == 1) }

    @Test(arguments: [
        "/// A.\n@available(*, deprecated)\npublic indirect enum A {}", "struct A {}", "public extension A {}",
        "public class func f() {}", "/// One.\n/// Two.\npublic struct A {}",
    ])
    func otherTypePasses(text: String) { #expect(CodeTests.undocumentedTypes(domain(text)).isEmpty) }
}
