import Domain

/// When each rejection is given and what to do about it; the sentences of `docs/errors.md`.
extension Rejection.Code {
    var meaning: String {
        switch self {
        case .unknownTicket: "There is no ticket with this identifier, or a named blocker or parent does not exist."
        case .unknownAgent: "No file `agents/NAME.md` has this name."
        case .unknownProject: "`skein.yaml` lists no project with this name."
        case .unknownRun: "There is no run with this identifier."
        case .unknownChange: "There is no change with this identifier."
        case .emptyTitle: "A ticket needs a title: one line that says what is to be done."
        case .textTooLong: "A title, text, comment or list is longer than is stored: put the rest into a file."
        case .emptyText: "A comment, a label, an answer or a word to an agent needs a text."
        case .controlCharacter:
            "A text holds the character U+0000, or a title or label a line break or another control character."
        case .blockerCycle: "The blocker already waits for this ticket, so that neither would ever start."
        case .blockerCancelled:
            "The blocker was cancelled, so that the ticket would wait for ever: leave it out, or name its replacement."
        case .parentCycle: "The parent is below this ticket."
        case .managerCycle: "The agents' managers go in a circle: remove one `manager`."
        case .projectRequired: "There is more than one project: name the ticket's."
        case .agentRefusesProject: "The agent's `projects` do not contain this one: assign another agent."
        case .ticketClosed: "The ticket is done or cancelled and stays so: create a new one for more work."
        case .ticketNotWaiting: "Nothing holds the ticket up, so there is nothing to release."
        case .ticketNotReady: "Something is in the way of a start; the sentence says what, as `skein why` does."
        case .staleToken: "Another server has taken the run or the workspace over: this write changes nothing."
        case .runEnded: "The run has ended; what it writes changes nothing."
        case .changeMoved: "The change is no longer where the request saw it: look again with `skein queue`."
        case .placeTaken: "There is something at the place of the new backup already: name another, or move it away."
        case .badCommit: "What was submitted is not the full name of a commit: 40 or 64 hexadecimal digits."
        case .gatesMissing: "A project without a gate could prove nothing: add one under `gates`."
        case .unknownRequest: "There is no request with this identifier."
        case .requestClosed: "Somebody answered before, or the agent asks no more: nothing needs to be done."
        case .answerUnfit: "The answer is none of those that the request takes; the sentence names them."
        case .badModel:
            "A ticket's model or effort is no name: it begins with a dash, has control characters, or is too long."
        case .unknownRescue: "There is no rescue with this identifier, or it is older than `retention.rescues`."
        case .unknownSchedule: "`skein.yaml` lists no schedule with this name."
        case .badBranch: "Git would not take the name as that of a branch."
        case .notAllowed:
            "An agent's kind or its place in the organisation does not allow it; the sentence says what does."
        case .tooManyParts: "A ticket was divided into more parts, or parts of parts, than are allowed."
        case .mailboxFull:
            "So much mail waits for an agent that it gets no more: somebody has to see why it is not read."
        case .badName: "A name is not what the name of a file and a branch can be; the sentence says how one looks."
        case .nameTaken: "There is something of that name already, or there was; another name is needed."
        case .goesInCircles:
            "Agents hand something to each other again and again, or ask without end: an agent has to finish or wait."
        case .badNote: "The name of a note is none: 1 to 40 of a-z, 0-9, `-` and `_`."
        case .memoryFull: "A note, or all that an agent keeps, is larger than allowed; the sentence says by how much."
        case .branchExists: "The branch to restore into exists, and nothing is overwritten: name another."
        case .restoreWaiting:
            "The ticket's next run starts from another rescue already; the sentence says which commit."
        case .repositoryFailed: "Git could not do it in the project's repository; the sentence says what it reported."
        case .runNotReached:
            "The agent cannot be talked to: its harness has no way, it is just starting, or it is ending."
        case .tooManyLabels: "A ticket carries at most 32 labels of 64 bytes each."
        }
    }
}
