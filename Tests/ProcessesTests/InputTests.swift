import Foundation
import Glibc
import Processes
import Testing

@Suite struct InputTests {
    @Test func theFileComesFirstThenMessages() async throws {
        try await withRun { run in
            try await run.start(
                run.shell("while read line; do echo \"got $line\"; done; echo end") {
                    $0.input = Array("from file\n".utf8)
                    $0.keepsInputOpen = true
                })
            try await run.awaitOutput("got from file\n")
            let connection = try run.folder.connect()
            try await connection.send(Array("one\n".utf8))
            try await connection.send(Array("two\n".utf8))
            try await run.awaitOutput("got two\n")
            try await connection.closeInput()
            #expect(try await run.exit().status == 0)
            #expect(run.output == "got from file\ngot one\ngot two\nend\n")
        }
    }

    @Test func inputWithoutMoreToComeEnds() async throws {
        try await withRun { run in
            let input = (0..<50_000).map { "line \($0)\n" }.joined()
            try await run.start(run.shell("cat") { $0.input = Array(input.utf8) })
            #expect(try await run.exit().status == 0)
            #expect(run.output == input)
        }
        try await withRun { run in
            try await run.start(run.shell("cat; echo end"))
            _ = try await run.exit()
            #expect(run.output == "end\n")
        }
    }

    @Test func anInterruptReachesTheGroup() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap 'echo interrupted; exit 9' INT; echo ready; while :; do sleep 1; done"))
            try await run.awaitOutput("ready")
            try await run.folder.connect().interrupt()
            let exit = try await run.exit()
            #expect(exit.status == 9 && exit.reason == .exited)
        }
    }

    @Test func aSenderThatComesBackGoesOnWhereItWas() async throws {
        try await withRun { run in
            try await run.start(run.shell("while read line; do echo \"got $line\"; done") { $0.keepsInputOpen = true })
            #expect(try await run.folder.inputPosition() == 0)
            let first = try run.folder.connect()
            try await first.send(Array("one\n".utf8), at: 0)
            try await run.awaitOutput("got one\n")
            #expect(try await run.folder.inputPosition() == 4)
            first.close()
            // What was sent already is dropped, what follows is taken.
            let second = try run.folder.connect()
            try await second.send(Array("one\n".utf8), at: 0)
            try await second.send(Array("two\n".utf8), at: 4)
            var refusals: [ShimEvent] = []
            for await event in second.events {
                if case .refused = event { refusals.append(event) }
                if run.output.contains("got two") { break }
            }
            #expect(refusals == [.refused("the input stands elsewhere")])
            try await run.folder.connect().closeInput()
            _ = try await run.exit()
            #expect(run.output == "got one\ngot two\n")
            #expect(try await run.folder.inputPosition() == nil)
        }
    }

    @Test func aMessageThatWasCutShortIsNotCounted() async throws {
        try await withRun { run in
            try await run.start(run.shell("while read line; do echo \"got $line\"; done") { $0.keepsInputOpen = true })
            let raw = try RawClient(run.folder)
            try raw.send("input 100 0\nonly a part")
            raw.close()
            let connection = try run.folder.connect()
            try await connection.send(Array("whole\n".utf8), at: 0)
            try await run.awaitOutput("got whole\n")
            #expect(try await run.folder.inputPosition() == 6)
            try await connection.closeInput()
            _ = try await run.exit()
            #expect(run.output == "got whole\n")
        }
    }

    @Test func aLargeMessageWaitsForASlowReader() async throws {
        try await withRun { run in
            let message = (0..<200_000).map { "\($0)\n" }.joined()
            try await run.start(
                run.shell("sleep 0.3; cat | tee copy | tail -n 1; cksum < copy") { $0.keepsInputOpen = true })
            let connection = try run.folder.connect()
            try await connection.send(Array(message.utf8))
            try await connection.closeInput()
            #expect(try await run.exit().status == 0)
            #expect(run.text("\(run.work)/copy") == message)
        }
    }

    @Test func commandsDoNotWaitBehindInputThatNobodyReads() async throws {
        try await withRun { run in
            try await run.start(run.shell("echo ready; while :; do sleep 1; done") { $0.keepsInputOpen = true })
            try await run.awaitOutput("ready")
            let connection = try run.folder.connect()
            let sender = Task { try await connection.send([UInt8](repeating: 65, count: 8 << 20)) }
            try await connection.stop(grace: .milliseconds(100))
            #expect(try await run.exit().reason == .stopped)
            await #expect(throws: ProcessFailure.self) { try await sender.value }
        }
    }

    @Test func messagesOfSeveralConnectionsDoNotMix() async throws {
        try await withRun { run in
            try await run.start(run.shell("cat") { $0.keepsInputOpen = true })
            let letters = Array("abcdef".utf8)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for letter in letters {
                    let connection = try run.folder.connect()
                    group.addTask {
                        for _ in 0..<20 {
                            try await connection.send([UInt8](repeating: letter, count: 20_000) + [10])
                        }
                        connection.close()
                    }
                }
                try await group.waitForAll()
            }
            _ = try await until("everything is there") { run.output.utf8.count == 120 * 20_001 ? true : nil }
            let lines = run.output.split(separator: "\n")
            #expect(lines.count == 120)
            #expect(lines.allSatisfy { line in line.utf8.count == 20_000 && line.allSatisfy { $0 == line.first } })
        }
    }

    @Test func aClientThatDiesInAMessageLeavesNoHalfLine() async throws {
        try await withRun { run in
            try await run.start(run.shell("cat") { $0.keepsInputOpen = true })
            let raw = try RawClient(run.folder)
            try raw.send("input 11\nhalf")
            try raw.send("")
            raw.close()
            let connection = try run.folder.connect()
            try await connection.send(Array("whole\n".utf8))
            try await run.awaitOutput("whole\n")
            #expect(run.output == "whole\n")
        }
    }

    @Test func inputAfterItsEndIsRefusedAndTheConnectionStays() async throws {
        try await withRun { run in
            try await run.start(
                run.shell("exec <&-; echo closed; while :; do sleep 1; done") { $0.keepsInputOpen = true })
            try await run.awaitOutput("closed")
            let connection = try run.folder.connect()
            try await connection.closeInput()
            try await connection.send(Array("too late\n".utf8))
            var refused = false
            for await event in connection.events where event == .refused("the input is closed") {
                refused = true
                break
            }
            #expect(refused && run.folder.isAlive)
        }
    }

    @Test func anEventTellsOfOutputAndOfTheEnd() async throws {
        try await withRun { run in
            try await run.start(run.shell("read line; echo answer; read line") { $0.keepsInputOpen = true })
            let connection = try run.folder.connect()
            var events = connection.events.makeAsyncIterator()
            try await connection.send(Array("question\n".utf8))
            #expect(await events.next() == .output)
            try await run.awaitOutput("answer\n")
            try await connection.closeInput()
            var last: ShimEvent?
            while let event = await events.next() { last = event }
            #expect(last == .exited)
            #expect(try run.folder.exit()?.reason == .exited)
        }
    }
}
