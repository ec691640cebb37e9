import Foundation

/// A git of a person that lives in a repository, such as one that waits for a hook.
final class LongGit {
    private let process = Process()
    private let input = Pipe()

    init(in folder: String) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git", "hash-object", "--stdin"]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        try process.run()
    }

    func end() {
        input.fileHandleForWriting.closeFile()
        process.waitUntilExit()
    }

    deinit { if process.isRunning { end() } }
}
