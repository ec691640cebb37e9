import Foundation
import Orchestration

/// What has to lie on the disk before an agent starts. A start that is repeated writes it again.
enum LaunchFile {
    /// Not atomic: nobody reads it before the process starts.
    static func write(_ data: Data, to path: String) throws(WorldFailure) {
        try makeFolder((path as NSString).deletingLastPathComponent)
        do {
            try data.write(to: URL(fileURLWithPath: path))
        } catch {
            throw WorldFailure("\(path) could not be written: \(error.localizedDescription)")
        }
    }

    static func makeFolder(_ path: String) throws(WorldFailure) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw WorldFailure("\(path) could not be made: \(error.localizedDescription)")
        }
    }
}
