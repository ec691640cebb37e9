import Glibc
import Testing

@testable import Worktrees

/// A state that an agent leaves its worktree in. Each holds a text `precious` that is nowhere else.
enum Trouble: String, CaseIterable, CustomTestStringConvertible {
    case dirty, untracked, staged, stagedThenDeleted, stagedThenChanged, committed, detached, otherBranch, amended
    case reset, stashed, midRebase, midMerge, lockedIndex, brokenIndex, orphanBranch, damagedAndMended, nested
    case submodule, emptyGit, gitFile, oddName, unreadable

    var testDescription: String { rawValue }

    func make(in yard: Yard, _ worktree: Worktree, _ precious: String) async throws {
        let scene = Scene(yard: yard, worktree: worktree, precious: precious)
        switch self {
        case .dirty: try scene.write()
        case .untracked: try scene.write("deep/new")
        case .oddName: try scene.write("new\nline \"quoted\\ -é")
        case .staged, .stagedThenDeleted, .stagedThenChanged: try await scene.stage(self)
        case .committed, .detached, .amended, .reset, .otherBranch: try await scene.commit(self)
        case .stashed:
            try scene.write()
            try await scene.git("stash", "-q")
        case .midRebase, .midMerge: try await scene.conflict(self == .midRebase ? "rebase" : "merge")
        case .orphanBranch, .damagedAndMended: try await scene.leave(self)
        case .lockedIndex, .brokenIndex:
            try scene.write("new")
            try yard.write(scene.folder + (self == .lockedIndex ? "/.git/index.lock" : "/.git/index"), "broken")
        case .nested, .submodule: try await scene.nest(asSubmodule: self == .submodule)
        case .emptyGit, .gitFile:
            try scene.write()
            try await yard.delete(scene.folder + "/.git")
            if self == .emptyGit { try makeFolders(scene.folder + "/.git") }
            if self == .gitFile { try yard.write(scene.folder + "/.git", "gitdir: \(yard.user)/.git\n") }
        case .unreadable:
            try scene.write("closed/new")
            chmod(scene.folder + "/closed/new", 0)
            chmod(scene.folder + "/closed", 0)
        }
    }
}

/// Where an agent makes trouble.
private struct Scene {
    let yard: Yard
    let worktree: Worktree
    let precious: String

    var folder: String { worktree.path }

    func write(_ name: String = "a.txt") throws { try yard.write(folder + "/" + name, precious) }
    func overwrite() throws { try yard.write(folder + "/a.txt", "else\n") }
    func git(_ arguments: String...) async throws { try await yard.git(arguments, in: folder) }

    func stage(_ trouble: Trouble) async throws {
        try write("staged")
        try await git("add", "staged")
        if trouble == .stagedThenDeleted { try await yard.delete(folder + "/staged") }
        if trouble == .stagedThenChanged { try yard.write(folder + "/staged", "else\n") }
    }

    func commit(_ trouble: Trouble) async throws {
        if trouble == .detached { try await git("checkout", "-q", "--detach") }
        if trouble == .otherBranch { try await git("checkout", "-q", "-b", "idea") }
        try write()
        try await yard.commit("precious", in: folder)
        if trouble == .amended {
            try overwrite()
            try await git("commit", "-q", "-a", "--amend", "-m", "amended")
        }
        if trouble == .otherBranch { try await git("checkout", "-q", "-B", "skein/T-1", worktree.base.id) }
        if trouble == .reset { try await git("reset", "-q", "--hard", worktree.base.id) }
    }

    func conflict(_ verb: String) async throws {
        try write()
        try await yard.commit("precious", in: folder)
        try await git("checkout", "-q", "-b", "theirs", worktree.base.id)
        try yard.write(folder + "/a.txt", "theirs\n")
        try await yard.commit("theirs", in: folder)
        try await git("checkout", "-q", "skein/T-1")
        try await yard.git(verb, "theirs", in: folder, failing: true)
        if verb == "merge" { try await git("checkout", "-q", "--theirs", "a.txt") }
    }

    func leave(_ trouble: Trouble) async throws {
        try write()
        try await yard.commit("precious", in: folder)
        if trouble == .orphanBranch {
            try await git("checkout", "-q", "--orphan", "fresh")
            return try overwrite()
        }
        try yard.write(folder + "/a.txt", "one\ntwo\nthree\n")
        try yard.write(folder + "/.git/HEAD", "nonsense")
        _ = try await worktree.repository.prepareWorktree(
            at: folder, branch: worktree.branch, from: worktree.base, resume: true)
    }

    func nest(asSubmodule isSubmodule: Bool) async throws {
        try await yard.git("init", "-q", folder + "/inner", in: yard.root)
        if isSubmodule {
            try yard.write(folder + "/inner/first", "f\n")
            try await yard.commit("inner", in: folder + "/inner")
            try await git("add", "inner")
            try await git("commit", "-q", "-m", "a submodule")
        }
        try write("inner/new")
    }
}

extension Yard {
    /// Whether some reference of the user's repository leads to a file with this content.
    func keeps(_ content: String) async throws -> Bool {
        let blob = try await git("hash-object", "--stdin", in: user, input: Array(content.utf8))
        return try await git("rev-list", "--all", "--objects", in: user).contains(blob)
    }
}
