extension Rejection {
    /// Every code a command can be rejected with; stable, part of the API (`docs/errors.md`).
    public enum Code: String, Sendable, CaseIterable {
        case unknownTicket = "unknown_ticket"
        case unknownAgent = "unknown_agent"
        case unknownProject = "unknown_project"
        case unknownRun = "unknown_run"
        case unknownChange = "unknown_change"
        case emptyTitle = "empty_title"
        case textTooLong = "text_too_long"
        case emptyText = "empty_text"
        case controlCharacter = "control_character"
        case blockerCycle = "blocker_cycle"
        case blockerCancelled = "blocker_cancelled"
        case parentCycle = "parent_cycle"
        case managerCycle = "manager_cycle"
        case projectRequired = "project_required"
        case agentRefusesProject = "agent_refuses_project"
        case ticketClosed = "ticket_closed"
        case ticketNotWaiting = "ticket_not_waiting"
        case ticketNotReady = "ticket_not_ready"
        case staleToken = "stale_token"
        case runEnded = "run_ended"
        case changeMoved = "change_moved"
        case badCommit = "bad_commit"
        case gatesMissing = "gates_missing"
        case tooManyLabels = "too_many_labels"
        case unknownRequest = "unknown_request"
        case requestClosed = "request_closed"
        case answerUnfit = "answer_unfit"
        case badModel = "bad_model"
        case runNotReached = "run_not_reached"
        case placeTaken = "place_taken"
        case unknownRescue = "unknown_rescue"
        case badBranch = "bad_branch"
        case branchExists = "branch_exists"
        case restoreWaiting = "restore_waiting"
        case repositoryFailed = "repository_failed"
        case notAllowed = "not_allowed"
        case tooManyParts = "too_many_parts"
        case mailboxFull = "mailbox_full"
        case goesInCircles = "goes_in_circles"
        case badName = "bad_name"
        case nameTaken = "name_taken"
        case unknownSchedule = "unknown_schedule"
        case badNote = "bad_note"
        case memoryFull = "memory_full"

        public var kind: Kind {
            switch self {
            case .unknownTicket, .unknownAgent, .unknownProject, .unknownRun, .unknownChange,
                .unknownRequest, .unknownRescue, .unknownSchedule:
                .notFound
            case .emptyTitle, .emptyText, .textTooLong, .controlCharacter, .blockerCycle, .parentCycle, .managerCycle,
                .projectRequired, .agentRefusesProject, .gatesMissing, .badCommit, .tooManyLabels, .answerUnfit,
                .badModel, .badBranch, .badName, .badNote:
                .invalid
            case .blockerCancelled, .ticketClosed, .ticketNotWaiting, .ticketNotReady, .staleToken, .runEnded,
                .changeMoved, .requestClosed, .runNotReached, .placeTaken, .branchExists, .restoreWaiting,
                .repositoryFailed, .tooManyParts, .mailboxFull, .goesInCircles, .nameTaken, .memoryFull:
                .conflict
            case .notAllowed: .forbidden
            }
        }
    }
}
