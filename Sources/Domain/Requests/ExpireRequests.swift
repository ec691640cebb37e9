/// Requests that nobody answered in time go to who is above, then to people, and in the end they close.
public struct ExpireRequests: Command {
    public init() {}

    /// What the rule must know.
    public struct Slice: Sendable {
        /// Open requests that are past their time.
        public var due: [Request]
        public var chart: Chart
        /// How each manager that is asked next hears of it; for one request at a time.
        public var post: PostOffice?
        public var run: Run?

        public init(due: [Request], chart: Chart, post: PostOffice? = nil, run: Run? = nil) {
            self.due = due
            self.chart = chart
            self.post = post
            self.run = run
        }
    }

    public func decide(_ slice: Slice, at now: Instant) throws(Rejection) -> [Event] {
        guard let request = slice.due.first, request.state == .open, let expiry = request.terms.expiresAt, expiry <= now
        else { return [] }
        guard let asked = request.terms.to else {
            let answered = request.terms.isAwaited ? [Event.ticket(request.ticket, .answered(request: request.id))] : []
            return [.request(request.id, .expired(answer: request.terms.fallback))] + answered
        }
        var terms = request.terms
        terms.to = Self.next(after: asked, request, slice.chart)
        // A request of a run that waits lives as long as that run.
        terms.expiresAt =
            terms.to != nil
            ? now + Request.patienceWithAgents : terms.outlivesRun ? now + Request.patience : nil
        let letter =
            if terms.to != nil, let run = slice.run {
                slice.post?.notice(of: request.content, request.id, by: run, at: now) ?? []
            } else { [Event]() }
        return [.request(request.id, .escalated(terms: terms))] + letter
    }

    /// Who is asked when `agent` does not answer; nil: people.
    public static func next(after agent: Agent.ID, _ request: Request, _ chart: Chart) -> Agent.ID? {
        chart.above(agent).first { $0 != request.agent }
    }
}
