import Domain
import Wire

/// What of a new session's settings has to be changed before the first prompt.
struct ACPSettings {
    /// One change of a setting.
    struct Change: Hashable, Sendable {
        let method: String
        let parameters: [String: JSONValue]
        /// What is said when the agent refuses it.
        let warning: String
    }

    /// The answer to `session/new`, `session/load`, `session/resume` or `session/fork`.
    let session: JSONValue
    let preset: ACPPreset

    /// The model that the session has.
    var model: String? {
        option("model")?.currentValue?.text ?? session.models?.currentModelId?.text
    }

    /// The changes for an opening, and what could not be had.
    func changes(_ opening: Opening) -> (changes: [Change], model: String?, warnings: [String]) {
        var changes: [Change] = []
        var warnings: [String] = []
        var current = model
        if let change = mode(opening.permissions) { changes.append(change) }
        if let wanted = opening.model {
            if let found = find(wanted, in: offeredModels) {
                if found != current { changes.append(modelChange(found)) }
                current = found
            } else if preset.modelArguments.isEmpty {
                warnings.append(
                    "\(preset.name) does not offer the model \(wanted); it uses \(current ?? "its own choice").")
            }
        }
        if let effort = opening.effort, let change = effortChange(effort) { changes.append(change) }
        return (changes, current, warnings)
    }

    // MARK: Modes

    /// Only names that mean the same wherever they are used. Not `ask`, which in some agents answers questions and
    /// changes nothing, nor `dontAsk`, which in some denies all.
    private static let commonModes: [Permissions: [String]] = [
        .ask: ["default", "alwaysask", "agent"],
        .edits: ["acceptedits", "autoedit"],
        .all: ["bypasspermissions", "yolo", "autoapprove", "alwaysapprove"],
    ]

    private func mode(_ permissions: Permissions) -> Change? {
        let option = option("mode")
        let offered = option.map(values) ?? (session.modes?.availableModes?.items ?? []).compactMap { $0.id?.text }
        let current = option?.currentValue?.text ?? session.modes?.currentModeId?.text
        // Asking too much is harmless: the runner answers. So a mode that is not offered falls back to more questions.
        let steps: [Permissions] =
            switch permissions {
            case .all: [.all, .edits, .ask]
            case .edits: [.edits, .ask]
            case .ask: [.ask]
            }
        guard let wanted = steps.lazy.compactMap({ name($0, in: offered) }).first, wanted != current else { return nil }
        let warning = "\(preset.name) stays in its mode \(current ?? "of the start"), not \(wanted)."
        return option.map { set($0, wanted, warning) }
            ?? Change(method: "session/set_mode", parameters: ["modeId": .string(wanted)], warning: warning)
    }

    private func name(_ permissions: Permissions, in offered: [String]) -> String? {
        if let name = preset.modes[permissions] { return offered.contains(name) ? name : nil }
        let common = Self.commonModes[permissions] ?? []
        return common.lazy.compactMap { common in offered.first { Self.plain($0) == common } }.first
    }

    private static func plain(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" } }

    // MARK: Models

    private var offeredModels: [String] {
        option("model").map(values) ?? (session.models?.availableModels?.items ?? []).compactMap { $0.modelId?.text }
    }

    private func modelChange(_ model: String) -> Change {
        let warning = "\(preset.name) could not be set to the model \(model)."
        return option("model").map { set($0, model, warning) }
            ?? Change(method: "session/set_model", parameters: ["modelId": .string(model)], warning: warning)
    }

    /// Agents put the provider before a name: `custom:gpt-5`, `anthropic/claude`.
    private func find(_ wanted: String, in offered: [String]) -> String? {
        if offered.contains(wanted) { return wanted }
        let ends = offered.filter { $0.hasSuffix(":\(wanted)") || $0.hasSuffix("/\(wanted)") }
        return ends.count == 1 ? ends[0] : nil
    }

    private func effortChange(_ effort: String) -> Change? {
        guard let option = option("thought_level") ?? option("thinking"), values(option).contains(effort),
            option.currentValue?.text != effort
        else { return nil }
        return set(option, effort, "\(preset.name) could not be set to the effort \(effort).")
    }

    // MARK: Options

    private func option(_ category: String) -> JSONValue? {
        session.configOptions?.items?.first { ($0.category?.text ?? $0.id?.text) == category && $0.id?.text != nil }
    }

    /// Values, which may stand in groups.
    private func values(_ option: JSONValue) -> [String] {
        (option.options?.items ?? []).flatMap { item in
            item.value?.text.map { [$0] } ?? (item.options?.items ?? []).compactMap { $0.value?.text }
        }
    }

    private func set(_ option: JSONValue, _ value: String, _ warning: String) -> Change {
        Change(
            method: "session/set_config_option",
            parameters: ["configId": option.id ?? .null, "value": .string(value)], warning: warning)
    }
}
