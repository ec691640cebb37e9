import Domain
import Foundation

/// What the front matter of a `SKILL.md` says; https://agentskills.io/specification.
struct SkillDraft: Draft {
    var name = ""
    var description = ""

    static var blank: SkillDraft { SkillDraft() }
}

extension Key<SkillDraft> {
    /// Every key that the standard knows.
    static let skill: [Key] = [
        Key("name", page("a name", "name: code-review"), isRequired: true) { value, target, reading in
            guard let text = reading.text(value) else { return }
            let name = text.precomposedStringWithCompatibilityMapping
            if let fault = Skill.fault(ofName: name) {
                reading.report(
                    value, "\(quoted(text)) cannot be the name of a skill: \(fault)",
                    "use letters, digits and single `-` between them")
            } else {
                target.name = name
            }
        },
        Key(
            "description", page("a text", "description: Reviews a change. Use it before a change is handed in."),
            isRequired: true
        ) {
            value, target, reading in
            if let text = reading.characters(value, limit: Skill.descriptionLimit) { target.description = text }
        },
        Key("license", page("a text", "license: MIT")) { value, _, reading in _ = reading.text(value) },
        Key("compatibility", page("a text", "compatibility: Needs git and jq")) { value, _, reading in
            _ = reading.characters(value, limit: Skill.compatibilityLimit)
        },
        Key("metadata", page("a map of texts", "metadata: { author: ada }")) { value, _, reading in
            for (_, child) in reading.pairs(value, expecting: "a map of texts") ?? [] where child.text == nil {
                reading.expected("a text", at: child)
            }
        },
        Key("allowed-tools", page("a text of names with spaces between them", "allowed-tools: Read Bash(git:*)")) {
            value, _, reading in
            _ = reading.text(value)
        },
    ]

    private static func page(_ type: String, _ example: String) -> KeyPage {
        KeyPage(type: type, standard: "", bounds: "", example: example, meaning: "")
    }
}

extension Reading {
    /// A text of 1 to `limit` characters that is not only space.
    fileprivate func characters(_ value: Value, limit: Int) -> String? {
        guard let text = text(value, limit: 4 * limit) else { return nil }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else {
            expected("a text", at: value)
            return nil
        }
        guard trimmed.unicodeScalars.count <= limit else {
            report(
                value, "expected at most \(limit) characters, found \(trimmed.unicodeScalars.count)",
                "say the rest below the front matter")
            return nil
        }
        return trimmed
    }
}
