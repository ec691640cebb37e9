import Domain
import Foundation
import Glibc
import Orchestration
import Processes
import Storage

/// Files that are whole and on the disk, or not there at all.
enum DurableFiles {
    /// What a file holds.
    struct Sum: Hashable, Sendable {
        let size: Int64
        /// SHA-256, 64 hex digits.
        let digest: String
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Names in a folder, sorted; none when it is not there.
    static func names(in folder: String) -> [String] {
        // A folder that cannot be listed has nothing that we may touch.
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Paths of all regular files below, relative to the folder, sorted.
    static func files(below folder: String) -> [String] {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []  // as above
        return all.filter { path in
            var status = stat()
            return lstat("\(folder)/\(path)", &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
        }.sorted()
    }

    /// Paths of all folders below, relative to the folder, those within others first.
    static func folders(below folder: String) -> [String] {
        let all = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []  // as above
        return all.filter { path in
            var status = stat()
            return lstat("\(folder)/\(path)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        }.sorted().reversed()
    }

    /// Makes the folders that a file of this name needs below `folder`.
    static func makeFolders(of name: String, in folder: String) throws {
        var path = folder
        for part in name.split(separator: "/").dropLast() {
            path += "/\(part)"
            try makeFolder(path)
        }
    }

    /// The name, or with a number behind it, so that nothing of that name is in the folder.
    static func freeName(_ name: String, in folder: String) -> String {
        if !exists("\(folder)/\(name)") { return name }
        var number = 2
        while exists("\(folder)/\(name)-\(number)") { number += 1 }
        return "\(name)-\(number)"
    }

    static func makeFolder(_ path: String) throws {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure("make the folder", path) }
    }

    /// Writes under a temporary name, waits for the disk, renames.
    static func write(_ bytes: [UInt8], to path: String) throws {
        let aside = "\(path).part"
        unlink(aside)
        let file = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        do {
            try append(bytes, to: file, path)
            guard fsync(file) == 0 else { throw failure("write", path) }
            guard rename(aside, path) == 0 else { throw failure("write", path) }
            try sync((path as NSString).deletingLastPathComponent)
        } catch {
            unlink(aside)
            throw error
        }
    }

    /// Copies a regular file of ours that nobody writes to; one that can be run still can.
    static func copy(_ source: String, to path: String) throws {
        let from: RegularFile
        do throws(RegularFile.Refusal) { from = try RegularFile(source) } catch {
            throw WorldFailure("\(source) could not be copied: \(error).")
        }
        let mode: mode_t = isExecutable(source) ? 0o700 : 0o600
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw failure("write", path) }
        defer { close(file) }
        var offset: Int64 = 0
        while true {
            let piece = try from.read(from: offset, limit: pieceSize)
            if piece.isEmpty { break }
            try append(piece, to: file, path)
            offset += Int64(piece.count)
        }
        guard fsync(file) == 0 else { throw failure("write", path) }
    }

    private static func isExecutable(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IXUSR != 0
    }

    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// What a file holds now.
    static func sum(of path: String) throws -> Sum {
        var sum = SHA256.Sum()
        var size: Int64 = 0
        do throws(RegularFile.Refusal) {
            let file = try RegularFile(path)
            while true {
                let piece = try file.read(from: size, limit: pieceSize)
                if piece.isEmpty { break }
                sum.add(piece)
                size += Int64(piece.count)
            }
        } catch {
            throw WorldFailure("\(path) could not be read: \(error).")
        }
        return Sum(size: size, digest: sum.hex)
    }

    /// All bytes of a file; a failure that names it when it cannot be read.
    static func bytes(of path: String) throws -> [UInt8] {
        do throws(RegularFile.Refusal) {
            let file = try RegularFile(path)
            return try file.read(from: 0, limit: Int(file.size))
        } catch {
            throw WorldFailure("\(path) could not be read: \(error).")
        }
    }

    /// Renames; what is at the new place already stays, and is an error. One program at a time works here.
    static func move(_ old: String, to new: String) throws {
        guard !exists(new) else {
            throw WorldFailure("\(old) could not be moved: \(new) is there already. Move that away.")
        }
        guard rename(old, new) == 0 else { throw failure("rename to \(new)", old) }
        try sync((new as NSString).deletingLastPathComponent)
    }

    /// Waits until a folder's names, or a file's bytes, are on the disk.
    static func sync(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("reach", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("write", path) }
    }

    /// Deletes a file or a folder with all that is in it; a symbolic link itself, never what it leads to.
    static func delete(_ path: String) throws {
        guard exists(path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw WorldFailure("\(path) could not be deleted: \(error.localizedDescription)")
        }
    }

    private static let pieceSize = 1 << 20

    private static func append(_ bytes: [UInt8], to file: CInt, _ path: String) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + done, bytes.count - done) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("write", path) }
            done += count
        }
    }

    private static func failure(_ attempt: String, _ path: String) -> any Error {
        let reason = String(cString: strerror(errno))
        if errno == ENOSPC || errno == EDQUOT {
            return StorageFailure.full(path)
        }
        return WorldFailure("Skein could not \(attempt): \(path): \(reason). Check its permissions and its disk.")
    }
}
