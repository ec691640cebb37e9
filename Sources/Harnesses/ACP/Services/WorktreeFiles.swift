import Domain
import Foundation
import Processes

/// Reads and writes text files for an agent, inside its worktree only.
///
/// Links are followed before a path is judged. An agent that swaps a folder for a link in that moment could do the
/// same with its own hands: this keeps its mistakes in, it is no cage.
struct WorktreeFiles: Sendable {
    /// Larger files are refused rather than cut: half a file read would be written back as the whole.
    static let sizeLimit = 8 << 20

    /// The worktree, without links in its path.
    let root: String

    /// Why a call was not carried out, in a sentence for the agent.
    struct Refusal: Error {
        let reason: String
        init(_ reason: String) { self.reason = reason }
    }

    init(_ worktree: String) { root = Self.real(worktree) ?? worktree }

    /// - Parameter line: the first line, from 1.
    /// - Parameter limit: how many lines.
    func read(_ path: String, line: Int?, limit: Int?) throws(Refusal) -> String {
        let target = try place(path)
        let bytes: [UInt8]
        do {
            let file = try RegularFile(target)
            guard file.size <= Self.sizeLimit else { throw Refusal(Self.tooLarge(path, file.size)) }
            bytes = try file.read(from: 0, limit: Self.sizeLimit)
        } catch let refusal as RegularFile.Refusal {
            throw Refusal("\(path) is not read: \(refusal)")
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal("\(path) is not read: \(error)")
        }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw Refusal("\(path) is not a text in UTF-8")
        }
        return Self.lines(of: text, from: line ?? 1, limit: limit)
    }

    func write(_ content: String, to path: String) throws(Refusal) {
        guard content.utf8.count <= Self.sizeLimit else {
            throw Refusal(Self.tooLarge(path, Int64(content.utf8.count)))
        }
        let target = try place(path)
        guard target != root, !target.hasPrefix("\(root)/.git/"), target != "\(root)/.git" else {
            throw Refusal("\(path) belongs to git")
        }
        do {
            let folder = (target as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Refusal("the folder of \(path) could not be made: \(error.localizedDescription)")
        }
        try Self.replace(target, with: Array(content.utf8), name: path)
    }

    /// A folder of the worktree, where a program may start.
    func folder(_ path: String?) throws(Refusal) -> String {
        guard let path else { return root }
        let target = try place(path)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: target, isDirectory: &isFolder), isFolder.boolValue else {
            throw Refusal("\(path) is not a folder")
        }
        return target
    }

    /// Where `path` leads, links followed as far as it exists.
    private func place(_ path: String) throws(Refusal) -> String {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw Refusal("the path is empty or has a NUL byte") }
        var existing = path.hasPrefix("/") ? path : "\(root)/\(path)"
        var missing: [String] = []
        var found = Self.real(existing)
        while found == nil, existing != "/" {
            let name = (existing as NSString).lastPathComponent
            if name != "." { missing.insert(name, at: 0) }
            existing = (existing as NSString).deletingLastPathComponent
            found = Self.real(existing)
        }
        // What does not exist has no folder above it that could be meant.
        guard let found, !missing.contains("..") else { throw Refusal("\(path) leads nowhere") }
        let target = ([found == "/" ? "" : found] + missing).joined(separator: "/")
        guard target == root || target.hasPrefix("\(root)/") else { throw Refusal("\(path) is outside the worktree") }
        return target
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Keeps the file's mode, and follows no link that appeared meanwhile.
    private static func replace(_ target: String, with bytes: [UInt8], name: String) throws(Refusal) {
        let descriptor = open(target, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw Refusal("\(name) is not written: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, ftruncate(descriptor, 0) == 0 else {
            throw Refusal("\(name) is not a regular file")
        }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { unsafeWrite(descriptor, $0, from: written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Refusal("\(name) is written in part: \(String(cString: strerror(errno)))") }
            written += count
        }
    }

    private static func unsafeWrite(_ descriptor: CInt, _ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        Glibc.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
    }

    private static func lines(of text: String, from first: Int, limit: Int?) -> String {
        guard first > 1 || limit != nil else { return text }
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let chosen = lines.dropFirst(max(0, first - 1)).prefix(max(0, limit ?? lines.count))
        let isLast = chosen.endIndex == lines.endIndex
        let joined = chosen.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        return isLast || chosen.isEmpty ? joined : joined + "\n"
    }

    private static func tooLarge(_ path: String, _ size: Int64) -> String {
        "\(path) has \(size) bytes, more than \(sizeLimit)"
    }
}
