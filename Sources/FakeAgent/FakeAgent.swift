import Foundation
import Glibc

/// Speaks the protocol of an agent CLI and plays its model as well, as the script in the prompt says: for tests of the
/// client, which it does not forgive anything.
///
///     skein-fake-agent claude|codex|acp …
///
/// `SKEIN_FAKE_HOME` names the folder that it keeps its sessions in. `SKEIN_FAKE_START` and `SKEIN_FAKE_EXIT` name
/// files of that folder whose coming it waits for before it reads its first line, and before it exits.
@main
enum FakeAgent {
    static func main() {
        signal(SIGPIPE, SIG_IGN)
        let environment = ProcessInfo.processInfo.environment
        guard let folder = environment["SKEIN_FAKE_HOME"] else { reject("SKEIN_FAKE_HOME is not set") }
        let arguments = Array(CommandLine.arguments.dropFirst())
        let home = Home(folder)
        let stage = Stage()
        let speaker: any Speaker
        switch arguments.first {
        case "claude": speaker = ClaudeSpeaker(stage, home, ClaudeArguments(Array(arguments.dropFirst())))
        case "codex" where arguments.dropFirst() == ["app-server"]: speaker = CodexSpeaker(stage, home)
        case "acp" where arguments.count == 1: speaker = ACPSpeaker(stage, home)
        default: reject("no such command line: \(arguments.joined(separator: " "))")
        }
        environment["SKEIN_FAKE_START"].map { Gate.wait("\(folder)/\($0)") }
        Player(stage, home, speaker, Input(home)).play()
        environment["SKEIN_FAKE_EXIT"].map { Gate.wait("\(folder)/\($0)") }
        exit(stage.status)
    }
}

/// A file that somebody makes when it is to go on.
enum Gate {
    static func wait(_ path: String) {
        while access(path, F_OK) != 0 { usleep(10_000) }
    }
}

/// Ends with status 70: the client did what the protocol forbids, or a script cannot be followed.
func reject(_ reason: String) -> Never {
    FileHandle.standardError.write(Data("skein-fake-agent: \(reason)\n".utf8))
    exit(70)
}
