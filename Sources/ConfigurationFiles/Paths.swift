import Foundation

/// Questions about paths and what is there.
enum Paths {
    enum Kind { case nothing, file, folder, other }

    /// What `path` leads to, links followed.
    static func kind(_ path: String) -> Kind {
        var status = stat()
        guard stat(path, &status) == 0 else { return .nothing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Absolute and without links; nil, with `errno` set, when it cannot be followed to its end.
    static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// `path` as seen from `folder`.
    static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") { return path }
        return folder == "/" ? "/" + path : folder + "/" + path
    }

    /// Whether `path` is `folder` or below it; both resolved.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || folder == "/" || path.hasPrefix(folder + "/")
    }

    /// The folder itself, then the one above it, up to `/`.
    static func ancestors(of path: String) -> [String] {
        var found = [path]
        while let last = found.last, last != "/" { found.append((last as NSString).deletingLastPathComponent) }
        return found
    }
}
