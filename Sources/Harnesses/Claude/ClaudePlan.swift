import Domain
import Wire

/// The agent's plan: `TodoWrite` of older versions writes it whole; `TaskCreate` and `TaskUpdate` change one step.
struct ClaudePlan: Hashable, Sendable {
    private struct Step: Hashable, Sendable {
        let id: String
        let step: PlanStep
    }

    private static let limit = 1000
    private var steps: [Step] = []

    /// Takes in what a tool that ended without an error did.
    ///
    /// - Parameter output: the result as the program has it, `tool_use_result`.
    /// - Returns: the plan when it changed.
    mutating func note(_ name: String, input: JSONValue, output: JSONValue) -> [PlanStep]? {
        let before = steps
        switch name {
        case "TodoWrite":
            let todos = (input.todos?.items ?? []).prefix(Self.limit)
            steps = todos.enumerated().map { step("\($0.offset)", $0.element.content, $0.element.status) }
        case "TaskCreate":
            guard let id = output.task?.id?.text, steps.count < Self.limit else { return nil }
            steps.append(step(id, output.task?.subject ?? input.subject, nil))
        case "TaskUpdate":
            update(input)
        default: return nil
        }
        return steps == before ? nil : steps.map(\.step)
    }

    private mutating func update(_ input: JSONValue) {
        guard let place = steps.firstIndex(where: { $0.id == input.taskId?.text }) else { return }
        if input.status?.text == "deleted" {
            steps.remove(at: place)
        } else {
            let old = steps[place].step
            let state = input.status == nil ? old.state : state(input.status)
            steps[place] = Step(id: steps[place].id, step: PlanStep(input.subject?.text ?? old.text, state))
        }
    }

    private func step(_ id: String, _ text: JSONValue?, _ status: JSONValue?) -> Step {
        Step(id: id, step: PlanStep(text?.text ?? "", state(status)))
    }

    private func state(_ status: JSONValue?) -> PlanStep.State {
        switch status?.text {
        case "in_progress": .active
        case "completed": .done
        default: .pending
        }
    }
}
