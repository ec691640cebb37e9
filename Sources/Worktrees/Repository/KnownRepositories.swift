import Glibc

/// Repositories that were opened before, so that not every step of every ticket asks git the same again.
///
/// An entry counts only while everything that the answer came from is the same file as it was, and unchanged: the
/// folder itself, its `.git`, the configuration, the objects and the list of shallow commits. A folder inside a work
/// tree is never remembered, because a repository may come to lie between.
actor KnownRepositories {
    static let shared = KnownRepositories()

    private struct Entry {
        let repository: Repository
        let stamps: [Stamp?]
    }

    private var entries: [String: Entry] = [:]
    private let capacity = 1000

    func repository(at path: String) -> Repository? {
        guard let entry = entries[path] else { return nil }
        return Self.stamps(path, entry.repository) == entry.stamps ? entry.repository : nil
    }

    func remember(_ repository: Repository, at path: String) {
        guard path == repository.gitDirectory || fileKind(path + "/.git") != .nothing else { return }
        let entry = Entry(repository: repository, stamps: Self.stamps(path, repository))
        if entries.count >= capacity { entries = [:] }
        entries[path] = entry
    }

    private static func stamps(_ path: String, _ repository: Repository) -> [Stamp?] {
        let git = repository.gitDirectory
        return [path, path + "/.git", git, git + "/config", git + "/shallow", repository.objects].map(Stamp.init)
    }
}

/// What tells one state of a file from another, and one folder from another; nil when there is nothing.
private struct Stamp: Equatable {
    let device: UInt
    let number: UInt
    let seconds: Int
    let nanoseconds: Int

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        number = status.st_ino
        // The time of a folder says only that something was put into it.
        let isFile = status.st_mode & S_IFMT == S_IFREG
        seconds = isFile ? status.st_mtim.tv_sec : 0
        nanoseconds = isFile ? status.st_mtim.tv_nsec : 0
    }
}
