import APIClient
import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import Orchestration
import Processes
import Storage
import Worktrees

/// Why a command ends without success: what to print and which status to exit with (`docs/errors.md`).
struct CommandFailure: Error, CustomStringConvertible {
    /// The exit statuses.
    enum Kind: Int32, CaseIterable, Sendable {
        /// The work that was asked for did not succeed: a ticket is blocked, a check found something.
        case unsuccessful = 1
        /// The request cannot be right, whatever the state.
        case invalid = 2
        case notFound = 3
        /// It could be right, but not in the present state.
        case conflict = 4
        /// The configuration files are wrong.
        case configuration = 5
        /// Something outside failed: disk, git, network, no server.
        case world = 6
        /// The command line is wrong.
        case usage = 64
        /// A defect of Skein.
        case defect = 70
    }

    let kind: Kind
    let description: String

    init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        description = sentence
    }

    /// The one place where errors become exit statuses.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let rejection as Rejection: self.init(Kind(rejection.kind), rejection.sentence)
        case let refusal as Client.Refusal: self.init(Kind(status: refusal.problem.status), refusal.problem.detail)
        case let error as ConfigurationErrors: self.init(.configuration, error.description)
        case let error as ConfigurationError: self.init(.configuration, error.description)
        case let failure as StorageFailure: self.init(.world, failure.sentence)
        case is Unreachable, is GitFailure, is ProcessFailure, is WorldFailure: self.init(.world, "\(error)")
        case is CancellationError: self.init(.unsuccessful, "Interrupted.")
        default: self.init(.defect, "\(error)")
        }
    }
}

extension CommandFailure.Kind {
    init(_ kind: Rejection.Kind) {
        switch kind {
        case .invalid, .forbidden: self = .invalid
        case .notFound: self = .notFound
        case .conflict: self = .conflict
        }
    }

    init(status: Int) {
        switch status {
        case 404, 410: self = .notFound
        case 409: self = .conflict
        case 400..<500: self = .invalid
        default: self = .world
        }
    }
}
