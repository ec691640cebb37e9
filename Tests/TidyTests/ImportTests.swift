import Testing

/// What each target may import: the table in ARCHITECTURE, with the modules of the system.
private let allowedImports: [String: Set<String>] = [
    "Domain": [],
    "Wire": ["Foundation"],
    "Storage": ["Domain", "Foundation"],
    "StorageSQLite": ["Dispatch", "Domain", "Foundation", "GRDB", "Storage", "Synchronization"],
    "Upkeep": [
        "Dispatch", "Domain", "Foundation", "Glibc", "Orchestration", "Processes", "Storage", "StorageSQLite",
    ],
    "ConfigurationFiles": ["Domain", "Foundation", "Yams"],
    "Processes": ["Dispatch", "Foundation", "Glibc", "Subprocess", "Synchronization", "SystemPackage"],
    "Shim": ["Glibc"],
    "Orchestration": ["Domain", "Foundation", "Logging", "ServiceLifecycle", "Storage", "Synchronization"],
    "Harnesses": ["Domain", "Foundation", "Glibc", "Orchestration", "Processes", "Synchronization", "Wire"],
    "Worktrees": ["Dispatch", "Domain", "Foundation", "Glibc", "Orchestration", "Processes"],
    "HTTP": [
        "Domain", "Foundation", "HTTPTypes", "Hummingbird", "Logging", "NIOCore", "Orchestration", "ServiceLifecycle",
        "Storage", "Synchronization", "Wire",
    ],
    "APIClient": ["Foundation", "NIOCore", "NIOHTTP1", "NIOPosix", "Wire"],
    "Commands": ours.union(["ArgumentParser", "Foundation", "Glibc", "Logging", "ServiceLifecycle", "Synchronization"]),
    "skein": ["Commands"],
    "ScriptedModel": ["Foundation", "HTTPTypes", "Hummingbird", "Logging", "NIOCore", "Synchronization", "Wire"],
    "SkeinModel": ["Foundation", "ScriptedModel"],
    "Fuzzing": ["Domain", "Foundation", "Harnesses", "Synchronization", "TestKit", "Wire"],
    "Simulator": ["Domain", "Foundation", "Orchestration", "Storage", "StorageSQLite", "Synchronization", "TestKit"],
    "SkeinSim": ["Foundation", "Glibc", "Simulator"],
    "SkeinFuzz": ["Foundation", "Fuzzing", "Glibc", "Harnesses"],
    "FakeAgent": ["Foundation", "Glibc", "Wire"],
    "TestKit": ours.union(["Dispatch", "Foundation", "Glibc", "Logging", "ServiceLifecycle", "Synchronization"]),
    "Benchmarks": ours.union(["Dispatch", "Foundation", "Glibc", "Logging", "Synchronization", "TestKit"]),
]

private let ours: Set<String> = [
    "APIClient", "ConfigurationFiles", "Domain", "HTTP", "Harnesses", "Orchestration", "Processes", "Storage",
    "StorageSQLite", "Upkeep", "Wire", "Worktrees",
]

/// Each heavy dependency has one importer, so that replacing it touches one target. The scripted model is a server for
/// tests and no part of Skein: it may have its own.
private let soleImporters = [
    "ArgumentParser": "Commands",
    "GRDB": "StorageSQLite",
    "Hummingbird": "HTTP",
    "Subprocess": "Processes",
    "Yams": "ConfigurationFiles",
]

extension SourceFile {
    /// The modules that the file imports, with their lines; the parts of Foundation count as Foundation.
    fileprivate var imports: [(module: String, line: Int)] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias", "actor"]
        return tokens.indices.filter { text($0) == "import" && text($0 - 1) != "." }.map { index in
            let name = kinds.contains(text(index + 1)) ? index + 2 : index + 1
            let isFoundation = ["FoundationEssentials", "FoundationInternationalization"].contains(text(name))
            return (isFoundation ? "Foundation" : text(name), tokens[index].line)
        }
    }
}

@Suite struct ImportTests {
    static func foreignImports(_ file: SourceFile) -> [Violation] {
        guard let target = file.target else { return [] }
        guard let allowed = allowedImports[target] else {
            return [
                Violation(file, line: 1, "the target \(target) is not in the table of ImportTests.swift: add its row")
            ]
        }
        return file.imports.filter { !allowed.contains($0.module) }.map {
            let list = allowed.isEmpty ? "nothing" : allowed.sorted().joined(separator: ", ")
            let advice =
                "\(target) may not import \($0.module), only \(list): declare a port here and "
                + "implement it in a target above, or move the code there"
            return Violation(file, line: $0.line, advice)
        }
    }

    static func secondImporters(_ file: SourceFile) -> [Violation] {
        file.imports.compactMap { module, line in
            guard let sole = soleImporters[module], let target = file.target, ![sole, "ScriptedModel"].contains(target)
            else { return nil }
            return Violation(file, line: line, "only \(sole) imports \(module): use what \(sole) offers")
        }
    }

    @Test func targetsImportOnlyWhatTheyMay() throws {
        expectNone(try Checkout.violations(of: Self.foreignImports))
    }

    @Test func heavyDependenciesHaveOneImporter() throws {
        expectNone(try Checkout.violations(of: Self.secondImporters))
    }

    @Test(arguments: [
        ("Domain", "import Foundation"), ("Wire", "@preconcurrency import Dispatch"),
        ("Shim", "import class Foundation.Thread"),
        ("Storage", "public import GRDB"), ("Nowhere", "let a = 1"), ("HTTP", "#if os(Linux)\nimport Yams\n#endif"),
    ])
    func foreignImportFires(target: String, text: String) {
        #expect(Self.foreignImports(SourceFile(path: "Sources/\(target)/a.swift", text: text)).count == 1)
    }

    @Test func allowedImportPasses() {
        let file = SourceFile(path: "Sources/Wire/a.swift", text: "import struct Foundation.URL // import Yams")
        #expect(Self.foreignImports(file).isEmpty)
    }

    @Test func secondImporterFires() {
        let file = SourceFile(path: "Sources/Commands/a.swift", text: "internal import GRDB")
        #expect(Self.secondImporters(file).count == 1)
    }
}
