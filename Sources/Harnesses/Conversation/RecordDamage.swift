import Orchestration
import Processes

/// What became of a run's records that only the run itself, or a person, can have done to them.
struct RecordDamage {
    let sentence: String

    /// Nil when the records are what they were: then the error was the world's, and passes.
    init?(_ places: Places, after error: any Error) {
        let logs = [places.controls, places.events, RunFolder(places.process).stdoutLog]
        if error is DecodingError {
            sentence = "the record of its conversation is not what Skein wrote"
        } else if !Self.isRegular(places.opening, orMissing: false) {
            sentence = "\(places.opening) is not the file that Skein wrote"
        } else if let log = logs.first(where: { !Self.isRegular($0, orMissing: true) }) {
            sentence = "\(log) is not a regular file"
        } else {
            return nil
        }
    }

    /// A file that cannot be looked at now may still be what it was.
    private static func isRegular(_ path: String, orMissing: Bool) -> Bool {
        do throws(RegularFile.Refusal) {
            _ = try RegularFile(path)
            return true
        } catch {
            return switch error {
            case .missing: orMissing
            case .notRegular: false
            case .unreadable: true
            }
        }
    }
}
