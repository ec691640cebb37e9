import Domain
import Foundation
import Orchestration
import Processes
import Testing

@testable import Harnesses

@Suite("Folders that runs leave")
struct RunFoldersTests {
    private let state = FileManager.default.temporaryDirectory.path + "/skein-folders-\(UUID().uuidString)"
    private let run = Run.ID(number: 7)

    private func write(_ text: String, _ name: String) throws {
        let path = "\(state)/runs/R-7/\(name)"
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    @Test("folders that only look like those of runs are nobody's")
    func strangers() throws {
        defer { try? FileManager.default.removeItem(atPath: state) }  // a temporary folder may stay
        try write("x", "process/stdout.log")
        for name in ["7", "r-7", "R-07", "R-7x", "notes"] {
            try FileManager.default.createDirectory(atPath: "\(state)/runs/\(name)", withIntermediateDirectories: true)
        }
        #expect(try RunFolders(stateFolder: state).folders() == [run: 1])
    }

    @Test("a long log is cut to its end, says so, and is not cut again; a short one stays")
    func trimming() throws {
        defer { try? FileManager.default.removeItem(atPath: state) }  // a temporary folder may stay
        let lines = (0..<10_000).map { "line \($0)\n" }.joined()
        try write(lines, "process/stdout.log")
        try write("short\n", "process/stderr.log")
        let event = #"{"at":1,"text":"word","type":"text"}"# + "\n"
        try write(String(repeating: event, count: 2000), "events.jsonl")
        let folders = RunFolders(stateFolder: state)
        #expect(try folders.folders() == [run: Int64(lines.utf8.count)])
        try folders.trimLogs(of: run, to: 16 << 10)
        let size = try #require(try folders.folders()[run])
        #expect(size <= 16 << 10 && size > 15 << 10)
        let logs = RunLogs(stateFolder: state)
        let text = try logs.read(run, .stdout, from: 0, limit: 1 << 20).text
        #expect(text.hasPrefix("[skein] ") && text.contains("bytes that stood before this were removed"))
        #expect(text.hasSuffix("line 9998\nline 9999\n"))
        #expect(text.split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("line ") })
        #expect(try logs.read(run, .stderr, from: 0, limit: 100).text == "short\n")
        #expect(logs.lastLines(run, count: 1) == ["  word"])
        try folders.trimLogs(of: run, to: 16 << 10)
        #expect(try logs.read(run, .stdout, from: 0, limit: 1 << 20).text == text)
    }

    @Test("what is removed is gone, and may be removed again")
    func removing() throws {
        try write("x", "process/stdout.log")
        let folders = RunFolders(stateFolder: state)
        try folders.remove(run)
        try folders.remove(run)
        #expect(try folders.folders() == [:])
        #expect(try RunFolders(stateFolder: "/nowhere").folders() == [:])
    }
}
