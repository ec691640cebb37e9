import Domain
import Foundation
import Wire

/// A request of an agent as text: who asks what, since when, and how to answer.
struct Inquiry {
    private let request: RequestBody

    init(_ request: RequestBody) {
        self.request = request
    }

    var text: String {
        let age = Text.elapsed(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) - request.askedAt)
        let who = "\(request.id)  \(request.run) \(request.agent) on \(request.ticket) \(request.ticketTitle)"
        let head = "\(Text.line(who)), \(age) ago"
        let whom = request.to.map { " \($0)" } ?? ""
        let asks = kind == .watchdog ? "a watchdog asks" : "asks\(whom)"
        return ([head, "  \(asks): \(Text.line(request.title))"] + detail + options + ["  \(advice)"])
            .joined(separator: "\n")
    }

    /// Indented, so that it cannot look like lines of ours.
    private var detail: [String] {
        let lines = request.detail.split(whereSeparator: \.isNewline)
        // Who says yes to a file has read it.
        let shown = lines.prefix(kind == .hire ? .max : 12).map { "    | \(Text.line($0))" }
        let rest = lines.count - shown.count
        return rest > 0 ? shown + ["    | … \(Text.count(rest, "more line")): with --json is all of it"] : shown
    }

    private var options: [String] {
        guard [.question, .choice, .loop, .watchdog].contains(kind) else { return [] }
        return request.options.map { "    - \(Text.line($0))" }
    }

    private var advice: String {
        switch kind {
        case .question: "skein answer \(request.id) \"…\""
        case .choice, .loop:
            "skein answer \(request.id) " + request.options.map { Text.line($0) }.joined(separator: " | ")
        case .hire: "skein answer \(request.id) allow | deny"
        case .watchdog: "skein answer \(request.id) wait | stop | replace"
        case .edit, .execute, .read, .fetch, .other, nil: "skein answer \(request.id) allow | always | deny"
        }
    }

    /// Nil for one of a newer server.
    private var kind: AgentRequest.Kind? { AgentRequest.Kind(rawValue: request.kind) }
}
