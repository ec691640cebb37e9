/// The safety rules of the design, each with an oracle of its own.
public enum Rule: Int, Sendable, CaseIterable {
    /// No rule of the list: the schema had to refuse a write that the rules let pass, or a step failed.
    case sound = 0
    case oneLiveRun = 1
    case staleToken = 2
    case greenTarget = 3
    case doneIsLanded = 4
    case countedOnce = 5
    case idle = 6
    case keptWork = 7
    case sameEnd = 8
    case journalIsTables = 9
    case noSecret = 10
    case unknownAnswers = 11
    case nothingForgotten = 12

    public var sentence: String {
        switch self {
        case .sound: "the schema refuses nothing that the rules let pass"
        case .oneLiveRun: "never two live runs on a ticket"
        case .staleToken: "a stale token changes nothing"
        case .greenTarget: "the target branch is green at every commit that it was moved to"
        case .doneIsLanded: "done implies landed"
        case .countedOnce: "what was used is counted once"
        case .idle: "a run starts for a recorded cause; idle for a day: nothing at all"
        case .keptWork: "no unmerged work without a reference"
        case .sameEnd: "crash anywhere, same end state"
        case .journalIsTables: "what the journal adds up to is what the tables say"
        case .noSecret: "no secret in the journal or a table"
        case .unknownAnswers: "an unknown answer from outside destroys nothing"
        case .nothingForgotten: "every request ends; every ticket has a live path, a wait or a person named"
        }
    }
}
