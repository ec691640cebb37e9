import ArgumentParser
import ConfigurationFiles
import Domain
import Foundation
import Harnesses
import Processes
import Worktrees

/// `skein init`
struct InitVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a commented skein.yaml and agents for a git repository.",
        discussion: "Nothing that exists is overwritten, and git's index is not touched.")

    @Argument(help: "The folder of the workspace; usually the repository itself.")
    var path = "."

    @Option(help: "The repository, when it is another folder than the workspace.")
    var project: String?

    @Option(help: "The name of the project; default: the repository's folder.")
    var name: String?

    @Option(help: "The branch that landed work goes to; default: the one checked out.")
    var target: String?

    @Option(
        help: "The check that a change must pass, such as \"make test\"; default: guessed from the repository's files.")
    var gate: String?

    @Option(help: "A whole organisation in the place of two example agents; --list-templates names them.")
    var template: String?

    @Option(help: "What drives the agents, such as claude; default: the first of `skein harness list` that is here.")
    var harness: String?

    @Flag(help: "List the templates, and write nothing.")
    var listTemplates = false

    @Flag(help: "Print JSON.")
    var json = false

    /// What was written, and what is left to do before the server can start.
    private struct Report: Encodable {
        let written: [String]
        let left: [String]
    }

    func run() async throws {
        if listTemplates { return list() }
        // What is wrong with the choice is said before git is asked anything.
        let (organisation, driver) = (try chosenOrganisation(), try Self.driver(harness))
        let repositoryPath = URL(fileURLWithPath: project ?? path).standardizedFileURL.path
        let repository = try await Repository.open(repositoryPath)
        let branch: String
        if let target { branch = target } else { branch = try await repository.defaultBranch() }
        guard try await repository.branchTip(branch) != nil else {
            throw CommandFailure(
                .notFound, "There is no branch \(branch) in \(repositoryPath): name another with --target.")
        }
        var plan = WorkspacePlan(projectName: name ?? Names.project(at: repositoryPath), target: branch)
        plan.projectPath = projectFolder
        plan.gate = try gate.map { try CommandLineWords.split($0, option: "--gate") }
        plan.organisation = organisation
        plan.harness = driver
        let files = try initialise(at: path, plan)
        let left = try Self.unfinished(at: path)
        if json {
            sayResult(Text.json(Report(written: files, left: left)))
            return
        }
        for file in files { say("wrote \(file)") }
        let first = organisation?.first ?? "ada"
        say(
            left.isEmpty
                ? "next: look at agents/\(first).md, then `skein up`, then `skein ticket create \"…\"`"
                : "left to do before `skein up`:\n\(left.joined(separator: "\n"))")
    }

    private func list() {
        if json {
            let pairs = Organisation.all.map { ($0.name, $0.summary) }
            return sayResult(Text.json(Dictionary(uniqueKeysWithValues: pairs)))
        }
        say(Table(["TEMPLATE", "WHAT IT IS"], Organisation.all.map { [$0.name, $0.summary] }).text)
    }

    private func chosenOrganisation() throws -> Organisation? {
        guard let template else { return nil }
        if let found = Organisation.named(template) { return found }
        let names = Organisation.all.map(\.name)
        let near = Spelling.nearest(to: template, among: names).map { "did you mean \($0)?" }
        throw CommandFailure(
            .notFound,
            "There is no template \(template.prefix(40)): \(near ?? "there are \(names.joined(separator: ", ")).")")
    }

    /// The harness that was asked for, or else the first one that is here.
    static func driver(_ harness: String?) throws -> String {
        guard let harness else { return Probe.firstInstalled { Programs.find($0) } ?? "claude" }
        if ProgramHarness.names.contains(harness) { return harness }
        throw CommandFailure(
            .invalid,
            "There is no harness \(harness.prefix(40)) that is a program: `skein harness list` shows them. For one "
                + "of your own, write `command:` into the agents' files afterwards.")
    }

    /// What is wrong with the workspace as it is.
    static func unfinished(at path: String) throws -> [String] {
        do {
            _ = try load(try WorkspaceFolder(root: path))
            return []
        } catch let errors as ConfigurationErrors {
            return errors.errors.map(\.description)
        }
    }

    private var projectFolder: String {
        project.map { URL(fileURLWithPath: $0).standardizedFileURL.path } ?? "."
    }
}

/// Names made from what people have.
enum Names {
    /// A project's name from its folder: lower case, what is not allowed becomes `-`.
    static func project(at path: String) -> String {
        let folder = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().lastPathComponent
        let letters = folder.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let name = String(String(letters).trimmingPrefix { $0 == "-" }.prefix(40))
        return name.isEmpty ? "project" : name
    }
}

/// A program and its arguments, as people type them in one option.
enum CommandLineWords {
    /// Splits as `skein.yaml` does; no shell is involved.
    static func split(_ text: String, option: String) throws(CommandFailure) -> [String] {
        let words: [String]
        do throws(WordList.Problem) {
            words = try WordList.split(text)
        } catch {
            throw CommandFailure(.invalid, sentence(error, option))
        }
        guard let program = words.first, !program.isEmpty else {
            throw CommandFailure(.invalid, "\(option) must be a program and its arguments, such as \"make test\".")
        }
        return words
    }

    private static func sentence(_ problem: WordList.Problem, _ option: String) -> String {
        switch problem {
        case .openQuote(let quote): "\(option) ends inside \(quote): close the quote."
        case .shellOnly(let sign):
            "\(sign) in \(option) means something to a shell only, and no shell runs this: quote it, or write "
                + "\(option) \"sh -c '…'\"."
        }
    }
}
