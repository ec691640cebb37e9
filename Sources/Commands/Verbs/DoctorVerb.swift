import APIClient
import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import Glibc
import Harnesses
import Processes
import Wire
import Worktrees

/// `skein doctor`
struct DoctorVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check what Skein needs on this machine and in this workspace.")
    @OptionGroup var options: WorkspaceOptions

    /// One thing that was looked at.
    struct Finding: Codable {
        var subject: String
        var isFine: Bool
        var detail: String
    }

    func run() async throws {
        var findings = [shim(), descriptors(), await git()]
        findings += await workspaceFindings()
        options.print(findings) {
            findings.map { "\($0.isFine ? "ok  " : "BAD ") \($0.subject): \($0.detail)" }.joined(separator: "\n")
        }
        if findings.contains(where: { !$0.isFine }) { throw ExitCode(CommandFailure.Kind.unsuccessful.rawValue) }
    }

    private func shim() -> Finding {
        do {
            return Finding(subject: "shim", isFine: true, detail: try ShimHost.locate().executable)
        } catch {
            return Finding(subject: "shim", isFine: false, detail: error.description)
        }
    }

    private func descriptors() -> Finding {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let detail = "\(limit.rlim_cur) open files, enough for about \(limit.rlim_cur / 4) agents at once"
        return Finding(subject: "open files", isFine: limit.rlim_cur >= 256, detail: detail)
    }

    private func git() async -> Finding {
        do {
            let version = try await Program(
                "git", ["version"], environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
            ).run()
            let text = String(decoding: version.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
            guard numbers.count >= 2, (numbers[0], numbers[1]) >= (2, 38) else {
                return Finding(subject: "git", isFine: false, detail: "\(text) is too old: install git 2.38 or newer")
            }
            return Finding(subject: "git", isFine: version.succeeded, detail: text)
        } catch {
            return Finding(subject: "git", isFine: false, detail: "\(error)")
        }
    }

    private func workspaceFindings() async -> [Finding] {
        let workspace: LocalWorkspace
        do {
            workspace = try options.local()
        } catch {
            return [Finding(subject: "workspace", isFine: false, detail: CommandFailure(error).description)]
        }
        var findings = [await configuration(workspace), disk(workspace)]
        findings += await server(workspace)
        return findings + (await projects(workspace)) + (await agents(workspace))
    }

    /// Whether a server runs, how it fares, and what keeps it from starting anything.
    private func server(_ workspace: LocalWorkspace) async -> [Finding] {
        guard let client = await workspace.runningServer() else {
            return [Finding(subject: "server", isFine: true, detail: "none runs: `skein up` starts one")]
        }
        do {
            let status: StatusBody = try await client.get("/api/v1/status")
            let answers = Finding(subject: "server", isFine: true, detail: "answers, \(status.lag) ms late")
            let obstacles = status.obstacles.map { Finding(subject: "starting", isFine: false, detail: $0.sentence) }
            return [answers] + obstacles
                + status.breakers.map { Finding(subject: "breaker", isFine: false, detail: $0.sentence) }
        } catch {
            return [Finding(subject: "server", isFine: false, detail: CommandFailure(error).description)]
        }
    }

    private func configuration(_ workspace: LocalWorkspace) async -> Finding {
        do {
            let loaded = try workspace.source?.load()
            let detail =
                loaded.map {
                    "\(Text.count($0.projects.count, "project")), \(Text.count($0.agents.count, "agent"))"
                }
                ?? "none; made up by `skein run`"
            return Finding(subject: "configuration", isFine: true, detail: detail)
        } catch {
            return Finding(subject: "configuration", isFine: false, detail: "\(error)")
        }
    }

    private var server: [String: String] { ProcessInfo.processInfo.environment }

    private func agents(_ workspace: LocalWorkspace) async -> [Finding] {
        // What is wrong with the files was found above.
        guard let agents = (try? workspace.source?.load())?.agents else { return [] }
        var findings: [Finding] = []
        for (id, agent) in agents.sorted(by: { $0.key < $1.key }) {
            switch agent.harness {
            case .command(let command): findings.append(self.command(id, agent, command.argv.first ?? ""))
            case .program: findings.append(await program(id, agent))
            }
        }
        return findings
    }

    private func program(_ id: Agent.ID, _ agent: Agent.Definition) async -> Finding {
        let variables = AgentEnvironment.variables(of: agent, server: server)
        let name = "agent \(id)"
        let find = { @Sendable in Programs.find($0, variables) }
        guard let probe = await Probe.look(for: agent.harness, variables: variables, find: find) else {
            return Finding(subject: name, isFine: false, detail: "there is no harness \(agent.harness.name)")
        }
        guard let path = probe.path else {
            let wanted = probe.command.first ?? agent.harness.name
            return Finding(subject: name, isFine: false, detail: Self.advice(wanted, id, agent))
        }
        var said = ["\(path)\(probe.version.map { ", \($0)" } ?? "")"]
        switch probe.login {
        case .found(let place): said.append("login by \(place)")
        case .notFound(lookedFor: []): said.append("it is not known where its login would be")
        case .notFound(let places): said.append("no login found (looked for \(places.joined(separator: ", ")))")
        }
        if let untested = probe.untested { said.append("untested: \(untested)") }
        return Finding(subject: name, isFine: true, detail: said.joined(separator: "; "))
    }

    private static func advice(_ wanted: String, _ id: Agent.ID, _ agent: Agent.Definition) -> String {
        agent.environment["PATH"] != nil && !wanted.contains("/")
            ? "\(wanted) is not in the PATH that agents/\(id).md sets: add its folder, or write its path as `command`"
            : "\(wanted) is not installed: install it, or name it with `command` in agents/\(id).md"
    }

    private func command(_ id: Agent.ID, _ agent: Agent.Definition, _ program: String) -> Finding {
        // A path that is not absolute is looked up in the worktree, which is not there yet.
        if program.contains("/"), !program.hasPrefix("/") {
            return Finding(subject: "agent \(id)", isFine: true, detail: "\(program) of its worktree")
        }
        let found = Programs.find(program, AgentEnvironment.variables(of: agent, server: server))
        return Finding(
            subject: "agent \(id)", isFine: found != nil, detail: found ?? Self.advice(program, id, agent))
    }

    private func disk(_ workspace: LocalWorkspace) -> Finding {
        var status = statvfs()
        guard statvfs(workspace.root, &status) == 0 else {
            return Finding(subject: "disk", isFine: false, detail: "\(workspace.root) cannot be looked at")
        }
        let free = UInt64(status.f_bavail) * UInt64(status.f_frsize) / (1 << 20)
        return Finding(subject: "disk", isFine: free > 512, detail: "\(free) MiB free for \(workspace.root)")
    }

    private func projects(_ workspace: LocalWorkspace) async -> [Finding] {
        // What is wrong with the files was found above.
        guard let projects = (try? workspace.source?.load())?.projects else { return [] }
        var findings: [Finding] = []
        for (id, project) in projects.sorted(by: { $0.key < $1.key }) {
            do {
                try await Preflight.check(id, project)
                let stale = try await Repository.open(project.path).staleCheckout(of: project.target)
                let detail =
                    stale.map { "\($0.path) is behind \(project.target): `skein sync`" }
                    ?? "\(project.path), \(project.target)"
                findings.append(Finding(subject: "project \(id)", isFine: true, detail: detail))
            } catch {
                findings.append(
                    Finding(subject: "project \(id)", isFine: false, detail: CommandFailure(error).description))
            }
        }
        return findings
    }
}
