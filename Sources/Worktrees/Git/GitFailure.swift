/// A git operation that did not succeed: what was attempted, where, what git said, and what to do about it.
public struct GitFailure: Error, Hashable, CustomStringConvertible {
    /// The stable reason, for callers that act on it.
    public enum Code: String, Hashable, Sendable {
        case notARepository, gitMissing, gitTooOld, gitRefused, timedOut, outputTooLarge
        case noSuchBranch, unbornBranch, detachedHead, invalidName
        case folderExists, branchExists, branchCheckedOut
        case checkoutNotClean, untrackedInTheWay
        case worktreeNotClean, worktreeDamaged, notOwned
        case treeNotReproduced, fileSystem, restoreWaiting
    }

    public let code: Code
    /// What was attempted, as an infinitive: "read the tip of main".
    public let attempted: String
    /// The folder it concerned.
    public let place: String
    /// The end of what git, or the operating system, said.
    public let detail: String
    /// One sentence: what a person can do.
    public let advice: String

    public init(_ code: Code, attempted: String, place: String, detail: String = "", advice: String) {
        self.code = code
        self.attempted = attempted
        self.place = place
        self.detail = detail
        self.advice = advice
    }

    public var description: String {
        let said = detail.isEmpty ? "" : " (\(detail))"
        return "could not \(attempted) in \(place)\(said): \(advice)"
    }
}
