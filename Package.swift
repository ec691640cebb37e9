// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is built in Swift 6 mode with warnings as errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let subprocess = product(name: "Subprocess", package: "swift-subprocess")
    static let system = product(name: "SystemPackage", package: "swift-system")
    static let yams = product(name: "Yams", package: "Yams")
}

let package = Package(
    name: "skein",
    products: [
        .executable(name: "skein", targets: ["skein"]),
        .executable(name: "skein-bench", targets: ["Benchmarks"]),
        .executable(name: "skein-fuzz", targets: ["SkeinFuzz"]),
        .executable(name: "skein-fake-agent", targets: ["FakeAgent"]),
        .executable(name: "skein-model", targets: ["SkeinModel"]),
        .executable(name: "skein-shim", targets: ["Shim"]),
        .executable(name: "skein-sim", targets: ["SkeinSim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .target(name: "Domain", swiftSettings: strict),
        .target(name: "Wire", swiftSettings: strict),
        .target(name: "Storage", dependencies: ["Domain"], swiftSettings: strict),
        .target(name: "StorageSQLite", dependencies: ["Domain", "Storage", .grdb], swiftSettings: strict),
        .target(name: "ConfigurationFiles", dependencies: ["Domain", .yams], swiftSettings: strict),
        .target(name: "Processes", dependencies: [.subprocess, .system], swiftSettings: strict),
        .executableTarget(
            name: "Shim", swiftSettings: strict, linkerSettings: [.unsafeFlags(["-static-executable"])]),
        .target(
            name: "Orchestration", dependencies: ["Domain", "Storage", .lifecycle, .logging], swiftSettings: strict),
        .target(
            name: "Harnesses", dependencies: ["Domain", "Orchestration", "Processes", "Wire"], swiftSettings: strict),
        .target(name: "Worktrees", dependencies: ["Domain", "Orchestration", "Processes"], swiftSettings: strict),
        .target(
            name: "Upkeep", dependencies: ["Domain", "Orchestration", "Processes", "Storage", "StorageSQLite"],
            swiftSettings: strict),
        .target(
            name: "HTTP",
            dependencies: [
                "Domain", "Orchestration", "Storage", "Wire", .httpTypes, .hummingbird, .lifecycle, .logging, .nioCore,
            ],
            resources: [.embedInCode("Assets"), .embedInCode("Documents")], swiftSettings: strict),
        .target(
            name: "APIClient", dependencies: ["Wire", .nioCore, .nioHTTP1, .nioPosix], swiftSettings: strict),
        .target(
            name: "Commands",
            dependencies: [
                "APIClient", "ConfigurationFiles", "Domain", "HTTP", "Harnesses", "Orchestration", "Processes",
                "Storage",
                "StorageSQLite", "Upkeep", "Wire", "Worktrees", .argumentParser, .lifecycle, .logging,
            ],
            resources: [.embedInCode("Demo/Resources")], swiftSettings: strict),
        .target(
            name: "TestKit", dependencies: ["Domain", "Orchestration", "Storage", .lifecycle, .logging],
            swiftSettings: strict),
        .target(
            name: "ScriptedModel", dependencies: ["Wire", .httpTypes, .hummingbird, .logging, .nioCore],
            swiftSettings: strict),
        .target(name: "Fuzzing", dependencies: ["Domain", "Harnesses", "TestKit", "Wire"], swiftSettings: strict),
        .target(
            name: "Simulator", dependencies: ["Domain", "Orchestration", "Storage", "StorageSQLite", "TestKit"],
            swiftSettings: strict),
        .executableTarget(name: "skein", dependencies: ["Commands"], swiftSettings: strict),
        .executableTarget(name: "SkeinFuzz", dependencies: ["Fuzzing", "Harnesses"], swiftSettings: strict),
        .executableTarget(name: "SkeinSim", dependencies: ["Simulator"], swiftSettings: strict),
        .executableTarget(name: "FakeAgent", dependencies: ["Wire"], swiftSettings: strict),
        .executableTarget(name: "SkeinModel", dependencies: ["ScriptedModel"], swiftSettings: strict),
        .executableTarget(
            name: "Benchmarks",
            dependencies: [
                "APIClient", "Domain", "Orchestration", "Processes", "Storage", "StorageSQLite", "Upkeep", "Wire",
                "Worktrees",
            ],
            swiftSettings: strict),
        .testTarget(name: "CommandsTests", dependencies: ["Processes"], swiftSettings: strict),
        .testTarget(
            name: "APIClientTests", dependencies: ["APIClient", "Wire", .nioCore, .nioPosix], swiftSettings: strict),
        .testTarget(
            name: "ConfigurationFilesTests", dependencies: ["ConfigurationFiles", "Domain"], swiftSettings: strict),
        .testTarget(name: "DomainTests", dependencies: ["Domain"], swiftSettings: strict),
        .testTarget(
            name: "ErrorPageTests", dependencies: ["Commands", "Domain", "HTTP", "Storage"], swiftSettings: strict),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Domain", "Harnesses", "Orchestration", "Processes", "ScriptedModel", "Storage", "StorageSQLite",
                "TestKit", "Worktrees", .lifecycle, .logging,
            ], swiftSettings: strict),
        .testTarget(
            name: "HarnessesTests",
            dependencies: ["Domain", "Fuzzing", "Harnesses", "Orchestration", "Processes", "Wire"],
            exclude: ["Transcripts"], swiftSettings: strict),
        .testTarget(
            name: "HTTPTests",
            dependencies: [
                "APIClient", "Domain", "HTTP", "Harnesses", "Orchestration", "Processes", "Storage", "StorageSQLite",
                "Wire", .hummingbird, .lifecycle, .logging, .nioCore, .nioPosix,
            ], swiftSettings: strict),
        .testTarget(
            name: "OrchestrationTests",
            dependencies: ["Domain", "Orchestration", "Storage", "StorageSQLite", "TestKit"], swiftSettings: strict),
        .testTarget(name: "ProcessesTests", dependencies: ["Processes"], swiftSettings: strict),
        .testTarget(
            name: "ScriptedModelTests", dependencies: ["ScriptedModel", "Wire", .nioCore, .nioPosix],
            swiftSettings: strict),
        .testTarget(name: "SimulatorTests", dependencies: ["Simulator"], swiftSettings: strict),
        .testTarget(
            name: "StorageTests", dependencies: ["Domain", "Storage", "StorageSQLite"], exclude: ["Schemas"],
            swiftSettings: strict),
        .testTarget(
            name: "UpkeepTests",
            dependencies: ["Domain", "Orchestration", "Processes", "Storage", "StorageSQLite", "Upkeep"],
            swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(
            name: "WorktreesTests", dependencies: ["Domain", "Orchestration", "Processes", "TestKit", "Worktrees"],
            swiftSettings: strict),
    ]
)
