import Domain
import Orchestration
import Wire

/// What an agent keeps for its later runs.
extension AgentDesk {
    func remember(_ arguments: JSONValue) async throws -> ToolAnswer {
        let edit = NoteEdit(
            name: arguments["name"]?.text ?? "", text: arguments["text"]?.text ?? "",
            isReplacing: arguments["mode"]?.text == "replace")
        do {
            guard let bytes = try await engine.remember(edit, claim) else {
                return ToolAnswer("There is no note \(edit.name) to forget.")
            }
            return ToolAnswer(bytes == 0 ? "\(edit.name) is forgotten." : "\(edit.name) is kept: \(bytes) bytes.")
        } catch let failure as WorldFailure {
            return ToolAnswer("It could not be kept: \(failure)", isError: true)
        }
    }
}
