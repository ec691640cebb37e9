import Domain
import Orchestration
import Storage
import Wire

/// What a run asks, writes and reads.
extension AgentDesk {
    func ask(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (_, actor) = try await caller()
        return try await put(
            Ask(
                claim, question: arguments["question"]?.text ?? "",
                options: (arguments["options"]?.items ?? []).compactMap { $0.text },
                to: arguments["to"]?.text.map { Agent.ID(name: $0) }, fallback: arguments["default"]?.text),
            by: actor)
    }

    func put(_ question: Ask, by actor: Actor) async throws -> ToolAnswer {
        let entries = try await engine.perform(question, by: actor)
        let asked = entries.compactMap { entry in
            if case .request(let id, .asked) = entry.event { "\(id) is asked" } else { nil }
        }
        let words = asked.first ?? "That is asked already"
        return ToolAnswer("\(words). Do what needs no answer, then end your turn: you go on with the answer.")
    }

    func message(_ arguments: JSONValue) async throws -> ToolAnswer {
        let (_, actor) = try await caller()
        let (to, text) = (arguments["to"]?.text ?? "", arguments["text"]?.text ?? "")
        if let request = Domain.Request.ID(exactly: to) { return try await answer(request, text, by: actor) }
        let command = SendMessage(
            .run(claim), to: Agent.ID(name: to), ticket: try ticket(arguments), text: text)
        let entries = try await engine.perform(command, by: actor)
        let stopped = entries.lazy.compactMap { entry in
            if case .message(_, .died(let reason)) = entry.event { reason } else { nil }
        }.first
        if let stopped {
            return ToolAnswer("Not delivered: \(stopped). A person decides whether that goes on.", isError: true)
        }
        return ToolAnswer(entries.isEmpty ? "You said that already." : "Sent to \(to).")
    }

    /// The first word decides about a permission; the rest is the reason.
    private func answer(_ request: Domain.Request.ID, _ text: String, by actor: Actor) async throws -> ToolAnswer {
        guard let record = try await engine.store.read({ try $0.request(request) }) else {
            throw Rejection.unknown(request)
        }
        let words = text.split(maxSplits: 1) { $0.isWhitespace || $0 == ":" || $0 == "," }
        let first = words.first.map { $0.lowercased() } ?? ""
        let isDecision = record.content.kind.isDecision && ["allow", "deny"].contains(first)
        let answer =
            isDecision
            ? record.content.answer(first, reason: words.count > 1 ? String(words[1]) : "")
            : record.content.answer(text)
        _ = try await control.answer(request, answer, by: .run(claim), actor: actor)
        return ToolAnswer("\(request) is answered.")
    }

    func mail() async throws -> ToolAnswer {
        let (_, actor) = try await caller()
        let read = try await engine.perform(DeliverMessages(claim, isRead: true), by: actor).compactMap { entry in
            if case .message(let id, .read) = entry.event { id } else { nil }
        }
        let mail = try await engine.store.read { [claim] in try $0.messages(of: claim.run) }
        let news = mail.filter { read.contains($0.id) }
        return ToolAnswer(news.isEmpty ? "Nothing is new." : news.digest)
    }
}
