import Domain

extension Files {
    /// Reads each skill that an agent names, once, and gives the agents what they name.
    mutating func checkSkills() {
        var known: [String: Skill] = [:]
        let present = SkillFolder.names(in: folder)
        for name in Set(agents.values.flatMap(\.skills)).intersection(present).sorted() {
            do throws(ConfigurationErrors) {
                known[name] = try SkillFolder(name, in: folder).read()
            } catch {
                note(error.errors)
            }
        }
        for (id, agent) in agents {
            for (index, name) in agent.skills.enumerated() where !present.contains(name) {
                readings[id]?.report(
                    at: readings[id]?.place("skills.\(index)") ?? Place(file: "\(id)"), "there is no skill \(name)",
                    hint(name, among: present, "make a folder skills/\(name) with a \(Skill.fileName)"))
            }
            teach(agent.skills.compactMap { known[$0] }, to: id)
        }
    }
}
