import Wire

/// A protocol, as the agent's side of it speaks.
protocol Speaker: AnyObject {
    /// Whether a word that comes with the turn's last answer still belongs to the turn.
    var readsLateWords: Bool { get }

    /// Takes in what the client sent; ends the process when it may not send that now.
    func hear(_ message: JSONValue)

    /// Whether the client is asked before this call.
    func asks(_ call: Call) -> Bool

    /// Tells the client what happens.
    func tell(_ event: Told)
}

/// A use of a tool.
struct Call {
    let id: String
    let action: Action
}

/// What happens in a turn.
enum Told {
    case began(Word)
    /// The model begins an answer.
    case answering(Usage)
    case text(String)
    case started(Call)
    /// A permission or a question; the call's identifier is the request's.
    case asked(Call)
    /// Of the requests that are open none needs an answer any more.
    case withdrawn
    case finished(Call, output: String, isError: Bool)
    case retrying(Trouble, attempt: Int)
    /// A word was taken into the turn.
    case read(Word)
    case ended(End)
}

/// How a turn ends.
enum End {
    case completed(String)
    case interrupted
    case failed(Trouble)
}
