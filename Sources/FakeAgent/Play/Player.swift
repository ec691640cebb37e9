import Foundation
import Glibc
import Wire

/// Plays the agent and its model: takes prompts one after the other and follows their scripts.
final class Player {
    private let stage: Stage
    private var home: Home
    private let speaker: any Speaker
    private let input: Input
    private var calls = 0
    /// What the client answered to the latest question; commands get it as `ANSWER`.
    private var answer = ""

    init(_ stage: Stage, _ home: Home, _ speaker: any Speaker, _ input: Input) {
        (self.stage, self.home, self.speaker, self.input) = (stage, home, speaker, input)
    }

    /// Returns when the client has closed the input and everything is done.
    func play() {
        while true {
            if !stage.prompts.isEmpty {
                play(stage.prompts.removeFirst())
            } else if input.isOver {
                return
            } else {
                attend(-1)
            }
        }
    }

    /// Hears what the client says within so many milliseconds.
    private func attend(_ milliseconds: CInt) {
        for message in input.next(milliseconds) { speaker.hear(message) }
        if input.isOver && stage.hasOpenRequest { reject("the input ends while a request waits for its answer") }
    }

    private func play(_ prompt: Word) {
        stage.isInTurn = true
        stage.isInterrupted = false
        speaker.tell(.began(prompt))
        // A session that goes on knows what it was at.
        let script = Script(in: prompt.text) ?? home.unfinished.flatMap { Script(in: $0) } ?? .standard
        home.unfinished = "```script\n\(script.source)\n```"
        let end = follow(script)
        if case .completed = end { home.unfinished = nil }
        stage.withdraw()
        speaker.tell(.ended(end))
        stage.isInTurn = false
    }

    private func follow(_ first: Script) -> End {
        var (script, number) = (first, 0)
        while true {
            attend(0)
            let turn = script.turn(number)
            if let trouble = meet(turn.faults, in: script, number) { return .failed(trouble) }
            pause(turn.delay)
            if stage.isInterrupted { return .interrupted }
            speaker.tell(.answering(turn.usage))
            if !turn.text.isEmpty { speaker.tell(.text(turn.text)) }
            for action in turn.actions {
                perform(action)
                if stage.isInterrupted { return .interrupted }
            }
            attend(0)
            if stage.isInterrupted { return .interrupted }
            number += 1
            if turn.actions.isEmpty && (stage.steers.isEmpty || !speaker.readsLateWords) {
                return .completed(turn.text)
            }
            if let next = takeWords() { (script, number) = (next, 0) }
        }
    }

    /// The words that came meanwhile; the script of the last that has one.
    private func takeWords() -> Script? {
        var script: Script?
        for word in stage.steers {
            speaker.tell(.read(word))
            script = Script(in: word.text) ?? script
        }
        stage.steers = []
        return script
    }

    private func pause(_ milliseconds: Int64) {
        let end = Date.now.addingTimeInterval(Double(milliseconds) / 1000)
        while Date.now < end && !stage.isInterrupted { attend(10) }
    }
}

// MARK: Faults

extension Player {
    /// Lets go wrong what is to go wrong; what it fails of when it fails.
    private func meet(_ faults: [Fault], in script: Script, _ number: Int) -> Trouble? {
        for (position, fault) in faults.enumerated() {
            let place = "\(script.source.utf8.reduce(5381 as UInt64) { $0 &* 33 &+ UInt64($1) })-\(number)-\(position)"
            var attempt = 0
            while home.strikes(fault, place) {
                guard case .trouble(let trouble) = fault.kind else {
                    suffer(fault.kind)
                    break
                }
                attempt += 1
                if !trouble.isRetried || attempt > 2 { return trouble }
                speaker.tell(.retrying(trouble, attempt: attempt))
                pause(20)
            }
        }
        return nil
    }

    private func suffer(_ kind: Fault.Kind) {
        switch kind {
        case .trouble: break
        case .malformed: Output.write(Array(#"{"type":"assistant","mess"#.utf8))
        case .hugeLine:
            let call = nextCall(.run("cat big"))
            speaker.tell(.answering(Usage(input: 1, output: 1)))
            speaker.tell(.started(call))
            speaker.tell(.finished(call, output: Output.filler, isError: false))
        case .exitWithoutEnd: exit(0)
        case .crash: exit(3)
        case .hang: while true { sleep(3600) }
        case .leaveChildren: home.left(child: Shell.leave())
        case .stderrNoise:
            FileHandle.standardError.write(Data((String(repeating: "noise: rate limit, 401\n", count: 2000)).utf8))
        }
    }
}

// MARK: Tools

extension Player {
    private func nextCall(_ action: Action) -> Call {
        calls += 1
        return Call(id: "call_\(getpid())_\(calls)", action: action)
    }

    private func perform(_ action: Action) {
        let call = nextCall(action)
        speaker.tell(.started(call))
        if speaker.asks(call) {
            stage.ask(call.id)
            speaker.tell(.asked(call))
            while stage.hasOpenRequest && !stage.isInterrupted { attend(-1) }
            switch stage.takeReply(call.id) {
            case .allow: break
            case .deny(let reason): return speaker.tell(.finished(call, output: reason, isError: true))
            case .words(let words): answer = words
            case nil:
                stage.withdraw()
                return speaker.tell(.withdrawn)
            }
        }
        let (output, isError) = result(action)
        if !stage.isInterrupted { speaker.tell(.finished(call, output: output, isError: isError)) }
    }

    private func result(_ action: Action) -> (String, Bool) {
        do {
            switch action {
            case .run(let command): return run(command)
            case .ask: return ("The answer: \(answer)", false)
            case .write(let path, let content):
                try Data(content.utf8).write(to: URL(filePath: path))
            case .edit(let path, let old, let new):
                let text = try String(contentsOfFile: path, encoding: .utf8)
                try Data(text.replacing(old, with: new).utf8).write(to: URL(filePath: path))
            }
            return ("", false)
        } catch {
            return ("\(error)", true)
        }
    }

    private func run(_ command: String) -> (String, Bool) {
        let shell = Shell(command, ["ANSWER": answer])
        while true {
            if let end = shell.end { return end }
            attend(10)
            if stage.isInterrupted {
                shell.kill()
                return ("", true)
            }
        }
    }
}
