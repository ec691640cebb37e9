import Domain
import Foundation

extension Files {
    /// Resolves every project's path, and reports those that lead where they may not.
    mutating func checkPaths() {
        guard let workspace else { return }
        let allowed = allowedFolders(workspace.allowPaths)
        var earlier: [(id: Project.ID, path: String)] = []
        for (index, project) in workspace.projects.enumerated() where !project.definition.path.isEmpty {
            let place = yaml.place("projects.\(project.id).path")
            guard let path = resolve(project.definition.path, place, allowed) else { continue }
            replacePath(of: index, with: path)
            checkApart(path, place, earlier)
            earlier.append((project.id, path))
        }
    }

    private func allowedFolders(_ written: [String]) -> [String] {
        written.enumerated().compactMap { index, path in
            let place = yaml.place("allowPaths.\(index)")
            guard path.hasPrefix("/") else {
                yaml.report(at: place, "expected an absolute path, found \(quoted(path))", "write it from `/` on")
                return nil
            }
            return folderThatExists(path, place)
        }
    }

    private func resolve(_ written: String, _ place: Place, _ allowed: [String]) -> String? {
        guard let path = folderThatExists(written, place) else { return nil }
        if Paths.isInside(path, Paths.resolve(folder.state) ?? folder.state) {
            yaml.report(
                at: place, "\(shown(path)) lies in .skein, where Skein keeps its own things",
                "name the repository itself")
            return nil
        }
        if ([folder.root] + allowed).contains(where: { Paths.isInside(path, $0) }) { return path }
        yaml.report(
            at: place, "\(shown(written)) leads to \(shown(path)), outside the workspace \(shown(folder.root))",
            "move it inside, or allow it with a line `allowPaths: [\(shown(path))]` at the top of skein.yaml")
        return nil
    }

    private func folderThatExists(_ written: String, _ place: Place) -> String? {
        guard let path = Paths.resolve(Paths.join(folder.root, written)) else {
            let reason = errno == ENOENT ? "does not exist" : "cannot be followed: \(String(cString: strerror(errno)))"
            yaml.report(
                at: place, "\(shown(written)) \(reason)",
                "name a folder that exists; a relative path begins at skein.yaml")
            return nil
        }
        guard Paths.kind(path) == .folder else {
            yaml.report(at: place, "\(shown(written)) is not a folder", "name the folder of a git repository")
            return nil
        }
        return path
    }

    private func checkApart(_ path: String, _ place: Place, _ earlier: [(id: Project.ID, path: String)]) {
        for other in earlier where Paths.isInside(path, other.path) || Paths.isInside(other.path, path) {
            let relation = path == other.path ? "is the folder of" : "and the folder of"
            let rest = path == other.path ? "" : " lie in each other"
            yaml.report(
                at: place, "\(shown(path)) \(relation) project \(other.id)\(rest)",
                "give every project a repository of its own")
        }
    }

    /// A gate whose program is missing would hold every change up, so it is told before anything runs.
    func checkPrograms(_ programs: ProgramLookup) {
        for (id, project) in workspace?.projects ?? [] {
            for gate in project.gates {
                guard let program = gate.command.first, project.path.hasPrefix("/") else { continue }
                if programs.isFound(program, project.path) { continue }
                let place = yaml.place("projects.\(id).gates.\(gate.name)")
                if program.contains("/") {
                    yaml.report(
                        at: place, "there is no program \(quoted(program)) in \(shown(project.path))",
                        "correct it; a program that an earlier gate builds is started as `[sh, -c, \(shown(program))]`")
                } else {
                    yaml.report(
                        at: place, "the program \(quoted(program)) is not in PATH", "install it or correct the command")
                }
            }
        }
    }
}
