import Foundation
import Glibc
import Processes
import Testing

@Suite struct OutputTests {
    @Test func writingToDevStderrDoesNotTruncate() async throws {
        try await withRun { run in
            try await run.start(run.shell("echo one >&2; echo two > /dev/stderr; echo three >&2; echo o > /dev/stdout"))
            _ = try await run.exit()
            #expect(run.errors == "one\ntwo\nthree\n" && run.output == "o\n")
        }
    }

    @Test func muchOutputIsCompleteAndInOrder() async throws {
        try await withRun { run in
            let script = "awk 'BEGIN { for (i = 0; i < 200000; i++) printf \"%09d %090d\\n\", i, i }'"
            try await run.start(run.shell(script))
            let exit = try await run.exit()
            #expect(exit.stdoutBytes == 200_000 * 101 && exit.lostBytes == 0)
            var reader = LineReader(path: run.folder.stdoutLog)
            var expected = 0
            while let lines = try reader.next() {
                for line in lines {
                    guard line.bytes.prefix(9).reduce(0, { $0 * 10 + Int($1) - 48 }) == expected else {
                        throw Overdue(description: "line \(expected) is missing")
                    }
                    expected += 1
                }
            }
            #expect(expected == 200_000)
        }
    }

    @Test func theOutputLimitStopsTheRun() async throws {
        try await withRun { run in
            try await run.start(run.shell("trap '' TERM; yes >&2") { $0.outputLimit = 100_000 })
            let exit = try await run.exit()
            #expect(exit.reason == .outputLimit)
            #expect(exit.stdoutBytes + exit.stderrBytes == 100_000 && exit.lostBytes > 0)
            #expect(run.errors.utf8.count == 100_000)
        }
    }

    @Test func outputOfExactlyTheLimitIsFine() async throws {
        try await withRun { run in
            try await run.start(run.shell("printf 12345; printf 67890 >&2") { $0.outputLimit = 10 })
            let exit = try await run.exit()
            #expect(exit.reason == .exited && exit.stdoutBytes == 5 && exit.stderrBytes == 5 && exit.lostBytes == 0)
        }
    }

    @Test func outputOfADescendantThatHoldsThePipeIsKept() async throws {
        try await withRun { run in
            try await run.start(
                run.shell("(trap 'echo late; exit' TERM; while :; do sleep 0.05; done) & sleep 0.2; echo early"))
            _ = try await run.exit()
            #expect(run.output == "early\nlate\n")
        }
    }

    @Test func aFullDiskCostsOutputAndNothingElse() async throws {
        try await withRun { run in
            let folder = run.folder.path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            guard mount("tmpfs", folder, "tmpfs", 0, "size=128k,mode=700") == 0 else {
                return run.skip("a small file system cannot be mounted: \(String(cString: strerror(errno)))")
            }
            defer { umount2(folder, Int32(MNT_DETACH)) }
            try await run.start(run.shell("head -c 1000000 /dev/zero; echo finished > done; exit 6"))
            let exit = try await run.exit()
            #expect(exit.status == 6 && exit.reason == .exited)
            #expect(exit.lostBytes > 0 && exit.stdoutBytes + exit.lostBytes == 1_000_000)
            #expect(run.text("\(run.work)/done") == "finished\n")
            try await run.awaitShimDeath()
        }
    }

    @Test func aFullDiskHoldsAConversationBackUntilThereIsRoom() async throws {
        try await withRun { run in
            let folder = run.folder.path
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            guard mount("tmpfs", folder, "tmpfs", 0, "size=128k,mode=700") == 0 else {
                return run.skip("a small file system cannot be mounted: \(String(cString: strerror(errno)))")
            }
            defer { umount2(folder, Int32(MNT_DETACH)) }
            try await run.start(
                run.shell("head -c 1000000 /dev/zero; echo the end; read line; exit 6") { $0.keepsInputOpen = true })
            _ = try await until("the disk is full") { run.output.utf8.count > 60_000 ? true : nil }
            #expect(mount("tmpfs", folder, "tmpfs", UInt(MS_REMOUNT), "size=4m,mode=700") == 0)
            try await run.awaitOutput("the end\n")
            try await run.folder.connect().closeInput()
            let exit = try await run.exit()
            #expect(exit.status == 6 && exit.stdoutBytes == 1_000_008 && exit.lostBytes == 0)
            try await run.awaitShimDeath()
        }
    }
}

extension TestRun {
    /// Says loudly that a test could not show anything here.
    func skip(_ why: String) {
        FileHandle.standardError.write(Data("SKIPPED: \(why)\n".utf8))
    }
}
