import Orchestration
import Storage

/// The archives of the journal, in the state folder.
public struct Archives: ArchiveSite {
    private let state: StateFolder

    public init(_ state: StateFolder) {
        self.state = state
    }

    public func write(_ draft: ArchiveDraft) throws {
        try DurableFiles.makeFolder(state.journal)
        try DurableFiles.write(draft.bytes, to: state.file(of: draft.archive))
    }
}
