import Domain
import Worktrees

/// What it takes to save a worktree with many changed files, and to remove it then.
func measureRescues(_ bench: Bench) async throws {
    let files = bench.count(10_000, quick: 200)
    var (saved, removed) = (Samples(), Samples())
    for _ in 0..<bench.count(3, quick: 1) {
        let folder = try bench.scratch.folder("rescue")
        let repository = try await userRepository(in: folder, log: "\(bench.scratch.path)/git.log")
        guard let base = try await repository.branchTip("main") else { throw BenchFailure("main has no commit") }
        let root = "\(folder)/worktrees"
        let worktree = try await repository.prepareWorktree(
            at: "\(root)/T-1", branch: "skein/T-1", from: base, resume: false)
        for number in 0..<files {
            try writeText("file \(number) of \(folder)\n", to: "\(worktree.path)/d\(number % 100)/f\(number)")
        }
        let rescue = try await saved.time {
            try await repository.rescue(worktree, at: 1_700_000_000, because: .closed)
        }
        guard rescue?.size.files == files else { throw BenchFailure("not all files were saved") }
        _ = try await removed.time {
            try await repository.removeWorktree(worktree, below: root, at: 1_700_000_001, because: .closed)
        }
    }
    try Figure("rescue of \(files) changed files", unit: "ms", saved).print()
    try Figure("removal of that worktree, rescued before", unit: "ms", removed).print()
}

private func userRepository(in folder: String, log: String) async throws -> Repository {
    let path = "\(folder)/user"
    try await execute("git", ["init", "-q", "-b", "main", path], log: log)
    try writeText("one\n", to: "\(path)/a.txt")
    try await execute("git", ["-C", path, "add", "-A"], log: log)
    let identity = ["-c", "user.name=U", "-c", "user.email=u@example.org"]
    try await execute("git", ["-C", path] + identity + ["commit", "-q", "-m", "one"], log: log)
    return try await Repository.open(path)
}
