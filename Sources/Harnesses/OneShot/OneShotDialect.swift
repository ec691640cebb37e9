import Domain
import Wire

/// Reads what a program tells that takes one prompt and exits; nothing can be said to it.
struct OneShotDialect: Dialect {
    let preset: OneShotPreset
    private var hasEnded = false
    private var session: String?
    private var used = Usage()
    private var text = ACPText()

    /// Whether what is told to be spent was spent in this run: a program that goes on with a session counts the
    /// money of the whole of it (seen with Claude Code 2.1.330).
    private let isFresh: Bool

    init(_ preset: OneShotPreset, isFresh: Bool = true) {
        self.preset = preset
        self.isFresh = isFresh
    }

    var isBusy: Bool { !hasEnded }

    mutating func begin() -> [Effect] { [.event(.turnStarted)] }

    mutating func receive(_ line: [UInt8], at now: Instant) -> [Effect] {
        // What a program says after its end is not the turn's.
        guard !hasEnded else { return [] }
        guard !preset.reading.rules.isEmpty else { return plain(line) }
        guard let message = JSONValue(line), message.members != nil else { return stray(line) }
        var events: [AgentEvent] = []
        for rule in preset.reading.rules where message.has(rule.when) {
            let items = rule.each.map { message[path: $0]?.items ?? [] } ?? [message]
            for item in items where item.has(rule.only) {
                for meaning in rule.gives where !hasEnded { events += read(meaning, item, of: message, at: now) }
            }
        }
        return events.map { .event($0) }
    }

    mutating func say(_ text: String) -> [Effect] {
        [.event(.warning("\(preset.name) takes no word while it works; not said: \(text)"))]
    }

    mutating func interrupt() -> [Effect] { [] }
    mutating func answer(_ request: String, _ answer: AgentAnswer) -> [Effect] { [] }

    private func plain(_ line: [UInt8]) -> [Effect] {
        let words = String(decoding: line, as: UTF8.self)
        return words.allSatisfy(\.isWhitespace) ? [] : [.event(.text(words))]
    }

    private func stray(_ line: [UInt8]) -> [Effect] {
        let words = String(decoding: line.prefix(200), as: UTF8.self)
        return words.allSatisfy(\.isWhitespace) ? [] : [.event(.warning("not a message: \(words)"))]
    }
}

extension OneShotDialect {
    private mutating func read(
        _ meaning: OneShotReading.Meaning, _ item: JSONValue, of line: JSONValue, at now: Instant
    ) -> [AgentEvent] {
        if case .piece(let path) = meaning { return item[path: path]?.text.map { text.add($0, .message) } ?? [] }
        return text.interrupt() + whole(meaning, item, of: line, at: now)
    }

    private mutating func whole(
        _ meaning: OneShotReading.Meaning, _ item: JSONValue, of line: JSONValue, at now: Instant
    ) -> [AgentEvent] {
        switch meaning {
        case .piece: return []
        case .session(let id, let model):
            guard let id = item[path: id]?.text, id != session else { return [] }
            session = id
            return [.sessionStarted(id: id, model: model.flatMap { item[path: $0]?.text })]
        case .text(let path): return item.words(path).map { [.text($0)] } ?? []
        case .reasoning(let path): return item.words(path).map { [.reasoning($0)] } ?? []
        case .warning(let path): return item.words(path).map { [.warning($0)] } ?? []
        case .changed(let path): return item.words(path).map { [.fileChanged(path: $0)] } ?? []
        case .toolStarted(let id, let name, let target):
            guard let id = item[path: id]?.text else { return [] }
            let on = item[path: target] ?? .null
            return [.toolStarted(id: id, name: item[path: name]?.text ?? "tool", target: ClaudeTools.target(on))]
        case .toolFinished(let id, let result, let error):
            guard let id = item[path: id]?.text else { return [] }
            let result = item[path: result]
            let size = result?.text?.utf8.count ?? result?.line.count ?? 0
            return [.toolFinished(id: id, isError: error.map(item.says) ?? false, size: size)]
        case .used(let count): return take(count, item, of: line)
        case .ended(let error, let words):
            return end(error.map(item.says) ?? false ? failure(words, item, at: now) : nil)
        case .failed(let words): return end(failure(words, item, at: now))
        }
    }

    private mutating func end(_ failure: AgentFailure?) -> [AgentEvent] {
        hasEnded = true
        return [.turnEnded(failure.map { .failed($0) } ?? .completed)]
    }

    private func failure(_ words: [String], _ item: JSONValue, at now: Instant) -> AgentFailure {
        let said = words.lazy.compactMap { item.words($0) }.first
        return ACPFailure.of(said ?? "\(preset.name) does not say why", at: now)
    }

    private mutating func take(_ count: OneShotReading.Count, _ item: JSONValue, of line: JSONValue) -> [AgentEvent] {
        guard let numbers = item[path: count.at] else { return [] }
        func number(_ path: String?) -> Int64 {
            min(max(0, path.flatMap { numbers[path: $0]?.count } ?? 0), 1 << 50)
        }
        let (read, written) = (number(count.cacheRead), number(count.cacheWrite))
        let input = number(count.input) - (count.includesCache ? read + written : 0)
        let before = count.isPartial ? used : Usage()
        func sum(_ old: Int64, _ new: Int64) -> Int64 { min(old + max(0, new), 1 << 56) }
        let dollars = (isFresh ? count.cost : nil).flatMap { line[path: $0]?.decimal }.flatMap {
            (0...1e9).contains($0) ? $0 : nil
        }
        let usage = Usage(
            inputTokens: sum(before.inputTokens, input), outputTokens: sum(before.outputTokens, number(count.output)),
            cacheReadTokens: sum(before.cacheReadTokens, read), cacheWriteTokens: sum(before.cacheWriteTokens, written),
            costUSD: dollars.map { $0 + (before.costUSD ?? 0) } ?? used.costUSD)
        guard usage != used else { return [] }
        used = usage
        return [.used(usage)]
    }
}

extension JSONValue {
    /// The member at the end of a path such as `message.content`; the empty path is the value itself.
    fileprivate subscript(path path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(self)) { $0?[String($1)] }
    }

    fileprivate func has(_ texts: [String: String]) -> Bool {
        texts.allSatisfy { self[path: $0.key]?.text == $0.value }
    }

    /// Text that is more than space.
    fileprivate func words(_ path: String) -> String? {
        self[path: path]?.text.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    fileprivate func says(_ error: OneShotReading.Error) -> Bool {
        switch error {
        case .flag(let path): self[path: path]?.flag ?? false
        case .isNot(let path, let value): self[path: path]?.text != value
        }
    }
}
