import Glibc

private let deepest = 400

/// An open folder: everything below it is reached without following a symbolic link, whatever an agent planted there.
final class Folder: Sendable {
    let descriptor: CInt

    init?(path: String, following: Bool = false) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (following ? 0 : O_NOFOLLOW))
        if descriptor < 0 { return nil }
    }

    private init?(_ descriptor: CInt) {
        self.descriptor = descriptor
        if descriptor < 0 { return nil }
    }

    deinit { close(descriptor) }

    /// A folder below, made when asked for.
    func folder(_ name: String, creating: Bool = false) -> Folder? {
        if creating { mkdirat(descriptor, name, 0o755) }
        return Folder(openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW))
    }

    func kind(_ name: String) -> FileKind {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .nothing }
        return fileKind(mode: status.st_mode)
    }

    /// A regular file of at most `limit` bytes.
    func read(_ name: String, limit: Int) -> [UInt8]? {
        let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else { return nil }
        return readAll(file, into: Int(status.st_size))
    }

    /// Whether its owner may run it.
    func isExecutable(_ name: String) -> Bool {
        var status = stat()
        return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IXUSR != 0
    }

    /// Writes under a temporary name, then renames over what is there.
    func write(_ name: String, _ bytes: [UInt8], isExecutable: Bool = false) -> Bool {
        let temporary = ".skein-new-" + String(UInt64.random(in: 0 ... .max), radix: 36)
        let mode: mode_t = isExecutable ? 0o755 : 0o644
        let file = openat(descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { return false }
        var count = 0
        while count < bytes.count {
            let size = bytes[count...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard size > 0 else { break }
            count += size
        }
        guard close(file) == 0, count == bytes.count, renameat(descriptor, temporary, descriptor, name) == 0 else {
            unlinkat(descriptor, temporary, 0)
            return false
        }
        return true
    }

    /// Names in it, with what they are; nil when it cannot be listed.
    func entries() -> [(name: [CChar], kind: FileKind)]? {
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else { return nil }
        defer { closedir(stream) }
        var found: [(name: [CChar], kind: FileKind)] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
                }
            }
            guard name != [46, 0], name != [46, 46, 0] else { continue }
            found.append((name, kind(entry.pointee.d_type, name)))
        }
        return found
    }

    private func kind(_ type: UInt8, _ name: [CChar]) -> FileKind {
        switch CInt(type) {
        case CInt(DT_REG): return .file
        case CInt(DT_DIR): return .folder
        case CInt(DT_LNK): return .link
        case CInt(DT_UNKNOWN):
            var status = stat()
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .nothing }
            return fileKind(mode: status.st_mode)
        default: return .other
        }
    }

    /// Deletes a file, link or folder in it. False when it could not, or when folders nest deeper than we follow.
    func delete(_ name: String) -> Bool { delete(name.utf8CString.map { $0 }, depth: 0) }

    private func delete(_ name: [CChar], depth: Int) -> Bool {
        if unlinkat(descriptor, name, 0) == 0 || errno == ENOENT { return true }
        guard errno == EISDIR || errno == EPERM || errno == EACCES else { return false }
        // Each level holds a descriptor.
        guard depth < deepest, let folder = opened(name), let entries = folder.entries() else { return false }
        for entry in entries {
            guard folder.delete(entry.name, depth: depth + 1) else { return false }
        }
        return unlinkat(descriptor, name, AT_REMOVEDIR) == 0
    }

    /// A folder below, made writable for us first.
    private func opened(_ name: [CChar]) -> Folder? {
        if let folder = Folder(openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)) {
            var status = stat()
            if fstat(folder.descriptor, &status) == 0, status.st_mode & 0o700 != 0o700 {
                fchmod(folder.descriptor, (status.st_mode & 0o777) | 0o700)
            }
            return folder
        }
        var status = stat()
        // Not readable: a folder that is no link can only be opened after its mode is mended.
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR,
            fchmodat(descriptor, name, 0o700, 0) == 0
        else { return nil }
        return Folder(openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW))
    }

    /// Makes this folder and all below writable for their owner; links are not followed.
    func makeWritable(depth: Int = 0) {
        guard depth < deepest else { return }
        for entry in entries() ?? [] where entry.kind == .folder {
            opened(entry.name)?.makeWritable(depth: depth + 1)
        }
    }

    /// Deletes everything in it, but for one entry when that is named.
    func empty(except kept: String? = nil) -> Bool {
        let kept = kept?.utf8CString.map { $0 }
        return (entries() ?? []).allSatisfy { $0.name == kept || delete($0.name, depth: 0) }
    }

    /// Paths, relative to this folder, of all files and links in folders below, without those in a `.git`.
    func files(below prefix: [UInt8] = [], depth: Int = 0, limit: inout Int) -> [[UInt8]] {
        guard depth < deepest else { return [] }
        var found: [[UInt8]] = []
        for entry in entries() ?? [] where limit > 0 {
            let name = entry.name.dropLast().map { UInt8(bitPattern: $0) }
            switch entry.kind {
            case .folder where !name.elementsEqual(".git".utf8):
                guard let folder = opened(entry.name) else { continue }
                found += folder.files(below: prefix + name + [UInt8(ascii: "/")], depth: depth + 1, limit: &limit)
            case .file, .link:
                limit -= 1
                found.append(prefix + name)
            case .folder, .nothing, .other: break
            }
        }
        return found
    }
}
