import Foundation
import Glibc
import Wire

/// The folder of a fake agent: its sessions, how often a fault struck, and every line that it was sent.
struct Home {
    private let folder: String

    init(_ folder: String) {
        self.folder = folder
        for name in ["sessions", "faults"] {
            do {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            } catch {
                reject("\(folder) cannot be made: \(error)")
            }
        }
    }

    /// The script that a turn in this worktree began and did not complete.
    var unfinished: String? {
        get { FileManager.default.contents(atPath: unfinishedPath).map { String(decoding: $0, as: UTF8.self) } }
        set {
            if let newValue {
                _ = FileManager.default.createFile(atPath: unfinishedPath, contents: Data(newValue.utf8))
            } else {
                unlink(unfinishedPath)
            }
        }
    }

    private var unfinishedPath: String {
        "\(folder)/sessions/at\(FileManager.default.currentDirectoryPath.replacing("/", with: "_")).script"
    }

    /// What one conversation remembers.
    struct Session {
        let id: String
        var used = Usage(input: 0, output: 0)
        /// The name of its latest turn.
        var turn = ""
    }

    func session(_ id: String) -> Session? {
        guard let data = FileManager.default.contents(atPath: path(id)), let value = JSONValue(data) else { return nil }
        return Session(id: id, used: Usage(value.used ?? [:]), turn: value.turn?.text ?? "")
    }

    func keep(_ session: Session) {
        write(["used": session.used.value, "turn": .string(session.turn)], to: path(session.id))
    }

    /// Whether the fault strikes now, which counts.
    func strikes(_ fault: Fault, _ place: String) -> Bool {
        guard let times = fault.times else { return true }
        let file = "\(folder)/faults/\(place)"
        let count = FileManager.default.contents(atPath: file).flatMap { JSONValue($0) }?.count ?? 0
        if count < times { write(.integer(count + 1), to: file) }
        return count < times
    }

    /// For tests that count what a client says: the process, a tab, the line.
    func heard(_ line: [UInt8]) { append(Array("\(getpid())\t".utf8) + line, to: "heard") }

    /// For tests that look whether a child is gone.
    func left(child: pid_t) { append(Array("\(child)".utf8), to: "children") }

    private func append(_ line: [UInt8], to name: String) {
        let descriptor = open("\(folder)/\(name)", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        let bytes = line + [UInt8(ascii: "\n")]
        if Glibc.write(descriptor, bytes, bytes.count) != bytes.count { reject("\(name) cannot be written") }
        close(descriptor)
    }

    private func path(_ session: String) -> String { "\(folder)/sessions/\(session.filter { $0 != "/" }).json" }

    private func write(_ value: JSONValue, to path: String) {
        do {
            try Data(value.line).write(to: URL(filePath: path), options: .atomic)
        } catch {
            reject("\(path) cannot be written: \(error)")
        }
    }
}
