import Domain
import Harnesses
import TestKit
import Wire

/// A conversation with an agent gone mad: recorded lines, some of them spoilt, and persons who call in between.
struct FuzzedConversation {
    /// How a line went.
    struct Heard {
        let effects: [Effect]
        let took: Duration
        let size: Int
    }

    private(set) var dialect: any Dialect
    private(set) var digest = Digest()
    private var generator: SeededGenerator
    private let corpus: Corpus
    private let lines: [JSONValue]
    /// One line in so many is left as it was.
    private let spoilt: Int
    /// What is open: requests of ours, of the agent for a person, of the agent for its client.
    private var sent: [JSONValue] = []
    private var asked: [AgentRequest] = []
    private var served: [String] = []
    private var place = 0

    init?(_ name: String, seed: UInt64, corpus: Corpus) {
        generator = SeededGenerator(seed: seed)
        let session = generator.pick([Opening.Session.fresh, .fresh, .resumed(id: "s-1"), .forked(id: "s-1")])
        let opening = Opening(
            run: 7, prompt: "Mend it.", worktree: "/work/tree", writable: [], model: generator.pick([nil, "m"]),
            effort: generator.pick([nil, "low"]), permissions: generator.pick(Permissions.allCases), session: session,
            home: nil)
        guard let dialect = AgentPrograms.dialect(name, opening) else { return nil }
        self.dialect = dialect
        self.corpus = corpus
        lines = generator.pick(corpus.recordings(for: name)).lines
        spoilt = generator.pick([1, 2, 5, 40])
        take(self.dialect.begin())
    }

    /// The next line, and what people do when they see what came of it.
    mutating func hear(clock: ContinuousClock) -> Heard {
        let line = nextLine()
        let start = clock.now
        let effects = dialect.receive(line, at: Instant(milliseconds: 1_790_000_000_000))
        let took = start.duration(to: clock.now)
        take(effects)
        if generator.happens(onceIn: 12) { take(call()) }
        return Heard(effects: effects, took: took, size: line.count)
    }

    private mutating func nextLine() -> [UInt8] {
        // Now and then in another order than they were said.
        if generator.happens(onceIn: 30) { place = generator.below(max(1, lines.count)) }
        guard !lines.isEmpty else { return [] }
        var message = lines[place % lines.count]
        place += 1
        // So that an answer stays one to a question of ours, although others were asked than when it was recorded.
        if message.method == nil, message.id?.count != nil, let id = sent.first, generator.below(4) > 0 {
            sent.removeFirst()
            message = message.with("id", id)
        } else if message.method != nil, message.id != nil, generator.below(2) > 0 {
            message = message.with("id", .integer(Int64(generator.below(1 << 20))))
        }
        if spoilt > 1, generator.below(spoilt) > 0 { return message.line }
        return LineMutator(corpus: corpus).mutate(message, &generator)
    }

    private mutating func call() -> [Effect] {
        switch generator.below(5) {
        case 0, 1:
            let isKnown = !asked.isEmpty && generator.below(8) > 0
            let request = isKnown ? asked.remove(at: generator.below(asked.count)).id : "nobody"
            return dialect.answer(request, answer())
        case 2: return dialect.interrupt()
        case 3:
            guard !served.isEmpty, var serving = dialect as? any ServedDialect else { return [] }
            let effects = serving.served(served.remove(at: generator.below(served.count)), result())
            dialect = serving
            return effects
        default:
            return dialect.say(
                // The rules let persons say no more than 256 KiB.
                generator.happens(onceIn: 3) ? String(HostileText.any(&generator).prefix(1 << 16)) : "And the tests?")
        }
    }

    private mutating func answer() -> AgentAnswer {
        let label = asked.first?.options.first?.label ?? "yes"
        return generator.pick([
            .allow, .allowAlways, .deny(reason: ""), .deny(reason: "Not here."), .reply(text: label),
            .reply(text: HostileText.any(&generator)),
        ])
    }

    private mutating func result() -> ServiceResult {
        generator.pick([
            .done, .file(content: "text"), .terminal(id: "t"), .refused(reason: "no"),
            .output(text: "", isCut: true, status: nil, signal: "SIGKILL"), .exited(status: 0, signal: nil),
        ])
    }

    /// Remembers what is open, as far as a few of each.
    private mutating func take(_ effects: [Effect]) {
        for effect in effects {
            digest.add(effect)
            switch effect {
            case .send(let line):
                let message = JSONValue(line)
                if message?.method != nil, let id = message?.id { sent.append(id) }
            case .event(.asked(let request)): asked.append(request)
            case .event: break
            case .serve(let call, _): served.append(call)
            }
        }
        sent = sent.suffix(8)
        asked = asked.suffix(8)
        served = served.suffix(8)
    }
}

extension JSONValue {
    fileprivate func with(_ name: String, _ value: JSONValue) -> JSONValue {
        guard var members else { return self }
        members[name] = value
        return .object(members)
    }
}

/// A number that stands for a row of effects, the same in every process (FNV-1a).
struct Digest: Hashable, Sendable {
    private(set) var value: UInt64 = 14_695_981_039_346_656_037

    mutating func add(_ effect: Effect) {
        switch effect {
        case .send(let line): add(line)
        case .event(let event): add("\(event)".utf8)
        // Its variables have no order.
        case .serve(let call, _): add(call.utf8)
        }
    }

    mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 1_099_511_628_211 }
        value = value &* 31
    }
}
