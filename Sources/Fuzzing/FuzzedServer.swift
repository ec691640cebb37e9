import Synchronization
import TestKit
import Wire

/// The server of agents' tools and clients gone mad: right messages of both eras of MCP, some of them spoilt.
extension Fuzz {
    /// The name by which it is chosen among the dialects.
    public static let server = "mcp"

    /// Plays about `lines` messages to the server.
    ///
    /// - Parameter begin: called with the number of each conversation before it, so that a crash can be placed.
    public func runServer(lines: Int, from first: Int = 0, begin: @Sendable (Int) -> Void = { _ in }) async -> Report {
        var report = Report()
        var digest = Digest()
        var number = first
        while report.lines < lines {
            begin(number)
            var client = FuzzedClient(seed: seed &+ UInt64(number) &* 0x2545_F491_4F6C_DD1D, corpus: corpus)
            let clock = ContinuousClock()
            for line in 0..<min(120, lines - report.lines) {
                let heard = await client.send(clock: clock, &digest)
                let place = "dialect \(Self.server), conversation \(number), seed \(seed), line \(line)"
                report.slowest = max(report.slowest, heard.took)
                report.bytes += heard.size
                if heard.took > Self.patience * (1 + heard.size >> 20) {
                    report.defects.append("\(place): \(heard.size) bytes took \(heard.took)")
                }
                report.defects += heard.faults.map { "\(place): \($0)" }
                report.lines += 1
            }
            report.conversations += 1
            number += 1
        }
        report.digest = digest.value
        return report
    }
}

/// One client; what it is answered is judged by what it sent.
private struct FuzzedClient {
    private let server: MCPServer
    private let misfits = Misfits()
    private let corpus: Corpus
    private var generator: SeededGenerator
    /// One message in so many is left as it was.
    private let spoilt: Int

    init(seed: UInt64, corpus: Corpus) {
        generator = SeededGenerator(seed: seed)
        self.corpus = corpus
        spoilt = generator.pick([1, 2, 5])
        server = MCPServer { [misfits] tool, arguments in
            if let fault = tool.fault(of: arguments) { misfits.add("\(tool.name) was called although \(fault)") }
            return ToolAnswer(tool.name)
        }
    }

    mutating func send(
        clock: ContinuousClock, _ digest: inout Digest
    ) async -> (took: Duration, size: Int, faults: [String]) {
        let message = generator.pick(Self.messages)
        let isSpoilt = generator.below(spoilt) == 0
        let line = isSpoilt ? LineMutator(corpus: corpus).mutate(message, &generator) : message.line
        let start = clock.now
        var faults: [String] = []
        // What is no JSON never reaches the server.
        if let said = JSONValue(line) {
            if let batch = said.items {
                let answer = await server.answer(batch: batch)
                if let answer { digest.add(answer.line) }
            } else {
                let answers = await server.answer(said)
                for answer in answers { digest.add(answer.value(versioned: true).line) }
                faults = Self.faults(of: answers, to: said)
            }
        }
        return (start.duration(to: clock.now), line.count, faults + misfits.take())
    }

    /// A request has one answer with its identifier, what is no message an error, and everything else none.
    private static func faults(of answers: [RPCMessage], to said: JSONValue) -> [String] {
        let ids = answers.map { answer -> JSONValue? in
            switch answer {
            case .result(let id, _), .failure(let id, _), .request(let id, _, _): id
            case .notification(_, let parameters): parameters._meta?["io.modelcontextprotocol/subscriptionId"]
            }
        }
        let expected: [JSONValue?] =
            switch RPCMessage(said) {
            case .request(let id, _, _): [id]
            case nil: [.null]
            case .notification, .result, .failure: []
            }
        let spoilt = answers.contains { JSONValue($0.value(versioned: true).line) == nil }
        return (ids == expected ? [] : ["\(answers.count) answers, for others than asked"])
            + (spoilt ? ["an answer is no JSON"] : [])
    }

    private static let messages: [JSONValue] = {
        let stated: JSONValue = [
            "io.modelcontextprotocol/protocolVersion": .string(MCPServer.modern),
            "io.modelcontextprotocol/clientCapabilities": [:],
        ]
        let calls: [[String: JSONValue]] =
            AgentTool.all.map { ["name": .string($0.name), "arguments": $0.example] } + [["name": "none"]]
        let methods: [(String, [String: JSONValue])] =
            [
                ("initialize", ["protocolVersion": "2025-06-18", "capabilities": [:]]), ("ping", [:]),
                ("tools/list", ["cursor": ""]), ("server/discover", [:]), ("resources/list", [:]),
                ("subscriptions/listen", ["notifications": ["toolsListChanged": true]]),
            ] + calls.map { ("tools/call", $0) }
        let requests = methods.enumerated().flatMap { number, method in
            [[:], ["_meta": stated]].map { (meta: [String: JSONValue]) in
                let members = method.1.merging(meta) { $1 }
                return RPCMessage.request(id: .integer(Int64(number)), method: method.0, parameters: .object(members))
            }
        }
        let others = [
            RPCMessage.notification(method: "notifications/initialized", parameters: [:]),
            .result(id: 1, [:]), .failure(id: 1, .methodNotFound("x")),
        ]
        let all = (requests + others).map { $0.value(versioned: true) }
        return all + [.array(Array(all.prefix(5)))]
    }()
}

/// Calls that should never have reached a tool.
private final class Misfits: Sendable {
    private let found = Mutex<[String]>([])

    func add(_ fault: String) { found.withLock { $0.append(fault) } }
    func take() -> [String] {
        found.withLock { found in
            defer { found = [] }
            return found
        }
    }
}

extension AgentTool {
    /// Arguments that fit.
    fileprivate var example: JSONValue {
        let members = parameters.map { parameter -> (String, JSONValue) in
            switch parameter.kind {
            case .text: (parameter.name, "T-1")
            case .flag: (parameter.name, false)
            case .texts: (parameter.name, ["T-1"])
            case .choice(let words): (parameter.name, .string(words[0]))
            }
        }
        return .object(Dictionary(members) { $1 })
    }
}
