import Domain
import Foundation

/// The files of a skill: whether they can be copied for each run.
struct SkillContents {
    let root: String
    let relative: String

    /// Links, pipes and what else is no file, and what is too much.
    var faults: [ConfigurationError] {
        var tally = Tally()
        look(at: relative, depth: 1, &tally)
        if tally.files > Skill.fileLimit {
            tally.faults.append(fault("it has more than \(Skill.fileLimit) files", "keep what the agent needs"))
        } else if tally.bytes > Skill.byteLimit {
            tally.faults.append(
                fault("its files are larger than \(Skill.byteLimit >> 20) MB together", "keep what the agent needs"))
        }
        return tally.faults
    }

    private struct Tally {
        var files = 0
        var bytes = 0
        var faults: [ConfigurationError] = []
    }

    private func look(at folder: String, depth: Int, _ tally: inout Tally) {
        guard depth <= Skill.depthLimit else {
            tally.faults.append(fault("its folders lie more than \(Skill.depthLimit) deep", "write it flatter", folder))
            return
        }
        // Whatever the reason, what cannot be listed cannot be copied.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: Paths.join(root, folder)) else {
            tally.faults.append(fault("the folder cannot be read", "make it readable for who runs skein", folder))
            return
        }
        for name in names.sorted() where tally.files <= Skill.fileLimit && tally.faults.count < 10 {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(Paths.join(root, path), &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: look(at: path, depth: depth + 1, &tally)
            case S_IFREG:
                tally.files += 1
                tally.bytes += Int(status.st_size)
            case S_IFLNK: tally.faults.append(fault("this is a symbolic link", "copy the file to its place", path))
            default: tally.faults.append(fault("this is no regular file", "remove it", path))
            }
        }
    }

    private func fault(_ problem: String, _ advice: String, _ path: String? = nil) -> ConfigurationError {
        ConfigurationError(at: Place(file: path ?? relative), problem, advice)
    }
}
