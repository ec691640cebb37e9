/// A user's checkout whose branch has moved on beneath it.
public struct StaleCheckout: Hashable, Sendable {
    public let path: String
    /// The commit that its files are of.
    public let shows: Commit
    public let tip: Commit
}

extension Repository {
    /// The checkout of `branch` when Skein has landed something beneath it since its files were last brought along.
    public func staleCheckout(of branch: String) async throws -> StaleCheckout? {
        guard let path = try await checkoutPath(of: branch), fileKind(path) == .folder,
            let tip = try await branchTip(branch)
        else { return nil }
        let shown = try await indexTree(path)
        if try await tree(of: tip) == shown { return nil }
        // Each line is a commit that the branch was at, its tree and why it came there, the latest first.
        let output = try await git.check(
            ["log", "--walk-reflogs", "-n", "1000", "--format=%H %T %gs", "refs/heads/" + branch, "--"],
            to: "read where \(branch) has been")
        for line in output.lines {
            let fields = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard fields.count >= 2, let commit = Commit(fields[0]) else { continue }
            if fields[1] == shown.id { return StaleCheckout(path: path, shows: commit, tip: tip) }
            let isLanding = fields.count == 3 && fields[2] == "skein: land"
            if !isLanding { return commit == tip ? nil : StaleCheckout(path: path, shows: commit, tip: tip) }
        }
        return nil
    }

    /// The tree that a checkout's index holds; asked of a copy, so that the index is not touched.
    private func indexTree(_ path: String) async throws -> Tree {
        let attempted = "read the index of the checkout"
        let place = try await Git(directory: path).check(
            ["rev-parse", "--path-format=absolute", "--git-path", "index"], to: attempted
        ).line
        let output = try await withCopy(of: place) { copy in
            try await Git(directory: path, index: copy).check(["write-tree"], to: attempted)
        }
        guard let tree = Tree(output.line) else { throw git.failure(output, to: attempted) }
        return tree
    }

    /// The top of the working tree that `path` lies in. Throws when it lies in none.
    public static func workingTree(at path: String) async throws -> String {
        _ = try await Repository.open(path)
        let attempted = "find the working tree"
        let output = try await Git(directory: path).run(["rev-parse", "--show-toplevel"], to: attempted)
        guard output.status == 0 else {
            throw GitFailure(
                .notARepository, attempted: attempted, place: path, detail: "it is a bare repository",
                advice: "name a folder with a checkout")
        }
        return output.line
    }
}
