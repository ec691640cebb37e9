import Dispatch
import Glibc
import Processes

/// What lies at a path; a symbolic link is not followed.
enum FileKind { case nothing, file, folder, link, other }

func fileKind(_ path: String) -> FileKind {
    var status = stat()
    guard lstat(path, &status) == 0 else { return .nothing }
    return fileKind(mode: status.st_mode)
}

/// The same for a path that need not be UTF-8.
func fileKind(bytes: [UInt8]) -> FileKind {
    var status = stat()
    guard lstat(bytes.map { CChar(bitPattern: $0) } + [0], &status) == 0 else { return .nothing }
    return fileKind(mode: status.st_mode)
}

func fileKind(mode: mode_t) -> FileKind {
    switch mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
}

/// A system call failed.
func systemFailure(_ attempted: String, _ path: String) -> GitFailure {
    GitFailure(
        .fileSystem, attempted: attempted, place: path, detail: String(cString: strerror(errno)),
        advice: "check that the folder's disk is not full and that the server may write there")
}

/// Creates a folder and those above it.
func makeFolders(_ path: String) throws {
    if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let parent = parentFolder(path) else { throw systemFailure("create a folder", path) }
    try makeFolders(parent)
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw systemFailure("create a folder", path) }
}

func parentFolder(_ path: String) -> String? {
    guard let slash = path.lastIndex(of: "/"), path.count > 1 else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}

/// Writes a whole file under a temporary name and renames it, so that nobody reads half of it.
func writeFile(_ path: String, _ bytes: some Collection<UInt8>) throws {
    guard let parent = Folder(path: parentFolder(path) ?? ".", following: true) else {
        throw systemFailure("write", path)
    }
    guard parent.write(lastComponent(path), Array(bytes)) else { throw systemFailure("write", path) }
}

/// Reads a regular file of at most `limit` bytes; nil when there is none.
func readFile(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
    Folder(path: parentFolder(path) ?? ".", following: true)?.read(lastComponent(path), limit: limit)
}

/// The first bytes of a file of ours, however long it is; none when it is missing.
func readStart(of path: String, limit: Int) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return [] }
    defer { close(file) }
    return readAll(file, into: limit)
}

/// Reads up to `count` bytes from a descriptor.
func readAll(_ file: CInt, into count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
        while done < count {
            let size = Glibc.read(file, buffer.baseAddress! + done, count - done)
            guard size > 0 else { break }
            done += size
        }
    }
}

func moveFolder(_ old: String, to new: String) throws {
    guard rename(old, new) == 0 else { throw systemFailure("rename to \(new)", old) }
}

/// The path without symbolic links; nil when it does not exist.
func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
}

/// Deletes a file or a whole folder, read-only folders too, never through a symbolic link, off the cooperative pool.
func deleteAll(_ path: String) async throws {
    guard let parentPath = parentFolder(path), fileKind(path) != .nothing else { return }
    let done = await offPool { Folder(path: parentPath, following: true)?.delete(lastComponent(path)) ?? false }
    guard !done else { return }
    let output = try await Program("rm", ["-rf", "--", path], in: "/", environment: inheritedEnvironment)
        .run(timeout: Git.longPatience, outputLimit: 1 << 16)
    guard fileKind(path) != .nothing else { return }
    throw GitFailure(
        .fileSystem, attempted: "delete the folder", place: path, detail: Git.tail(output.errors),
        advice: "delete the folder by hand")
}

/// Walks of folders block, so they run on a thread of their own.
func offPool<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: work()) }
    }
}
