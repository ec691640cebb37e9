import Foundation
import ScriptedModel

/// `skein-model`: the scripted model as a program, for trying agents by hand.
@main struct SkeinModel {
    static func main() async throws {
        let options: Options
        do {
            options = try Options(CommandLine.arguments.dropFirst())
        } catch {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            exit(2)
        }
        let server = ModelServer(port: options.port, recordingTo: options.recordings)
        try await server.run { address in
            if let homes = options.homes { furnish(homes, address) }
            FileHandle.standardOutput.write(Data("{\"listening\": \"\(address)\"}\n".utf8))
        }
    }

    /// A home for each agent; its file `environment` is for `env -i $(cat environment) AGENT`.
    private static func furnish(_ homes: String, _ address: String) {
        for agent in AgentSetup.Agent.allCases {
            let home = URL(filePath: homes).appending(path: agent.rawValue)
            let setup = AgentSetup(agent, home: home.path, model: address, key: agent.rawValue)
            let lines = setup.environment.map { "\($0)=\($1)\n" }.sorted().joined()
            do {
                try setup.write()
                try Data(lines.utf8).write(to: home.appending(path: "environment"))
            } catch {
                FileHandle.standardError.write(Data("\(home.path) cannot be written: \(error)\n".utf8))
                exit(1)
            }
        }
    }
}

/// The command line of `skein-model`.
struct Options {
    private(set) var port = 0
    private(set) var recordings: String?
    private(set) var homes: String?

    init(_ arguments: some Sequence<String>) throws(WrongUsage) {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            guard let value = rest.next() else { throw WrongUsage() }
            switch argument {
            case "--port":
                guard let port = UInt16(value) else { throw WrongUsage() }
                self.port = Int(port)
            case "--record": recordings = value
            case "--homes": homes = value
            default: throw WrongUsage()
            }
        }
    }
}

/// The command line is not one that `skein-model` takes.
struct WrongUsage: Error, CustomStringConvertible {
    var description: String {
        """
        usage: skein-model [--port N] [--record FOLDER] [--homes FOLDER]
        Serves a model that answers as the prompts say, on 127.0.0.1, until it is killed: see docs/testing.md.
          --port N          0, the default, takes any free port; the address is printed
          --record FOLDER   writes each request to a file, to see what an agent sends
          --homes FOLDER    writes a home for each agent that is known, with its environment
        """
    }
}
