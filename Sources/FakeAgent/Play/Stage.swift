/// A word of the client.
struct Word {
    let id: String
    let text: String
}

/// What the client's messages amount to: the speaker puts it here, and the player takes it.
final class Stage {
    /// What the client answered to a request.
    enum Reply {
        case allow
        case deny(String)
        case words(String)
    }

    /// Words that begin a turn, and those for the turn that runs.
    var prompts: [Word] = []
    var steers: [Word] = []
    var isInTurn = false
    var isInterrupted = false
    /// What it exits with.
    var status: Int32 = 0
    private var replies: [String: Reply] = [:]
    private var open: Set<String> = []
    /// Requests that were taken back: an answer may have been on its way.
    private var withdrawn: Set<String> = []

    var hasOpenRequest: Bool { !open.isEmpty }

    func ask(_ request: String) { open.insert(request) }

    func reply(_ request: String, _ reply: Reply) {
        if withdrawn.remove(request) != nil { return }
        guard open.remove(request) != nil else { reject("an answer to nothing that is asked: \(request)") }
        replies[request] = reply
    }

    func takeReply(_ request: String) -> Reply? { replies.removeValue(forKey: request) }

    func withdraw() {
        withdrawn.formUnion(open)
        open = []
    }
}
