import Domain
import Foundation
import Harnesses
import Orchestration
import Testing

@Suite("Agents that stand still under a server that watches")
struct StallTests {
    private func health(_ silence: HealthPolicy.Watch) -> HealthPolicy {
        let never = HealthPolicy.Watch(after: .hours(100), action: .note)
        return HealthPolicy(
            startUp: never, silence: silence, noProgress: never, tool: never, lease: never, disk: 100)
    }

    @Test("one that falls silent is noted, told and replaced, and its ticket lands; what was seen is kept")
    func replaced() async throws {
        let watch = HealthPolicy.Watch(after: .seconds(2), action: .replace)
        try await Place.withEach(Subject.fakes, Circumstances(health: health(watch))) { place, subject in
            let ticket = try await place.ticket("Be silent", place.lands(#"{"kind": "hang", "times": 1}"#))
            #expect(try await place.waitUntilClosed(ticket).state == .done, "\(subject)")
            let runs = try await place.runs(of: ticket)
            let first = try #require(runs.first)
            guard runs.count == 2, case .failed(.stalled(let seen))? = first.state.outcome else {
                Issue.record("\(subject): \(runs.map(\.state))")
                return
            }
            #expect(seen.contains("has "), "\(subject)")
            let last = try #require(first.alarms.last)
            #expect(last.grade == .replace, "\(subject)")
            let record = try Data(contentsOf: URL(filePath: "\(place.state)/\(try #require(last.record))"))
            let kept = try #require(try JSONSerialization.jsonObject(with: record) as? [String: Any])
            #expect(kept["seen"] as? String == seen, "\(subject)")
            let processes = try #require(kept["processes"] as? [String])
            #expect(!processes.isEmpty, "\(subject): the agent lived when it was looked at")
            let numbers = processes.compactMap { $0.split(separator: " ").first }
            for number in numbers {
                #expect(!FileManager.default.fileExists(atPath: "/proc/\(number)"), "\(subject): \(number) lives")
            }
        }
    }

    @Test("a process that outlives its run is swept, and the agents of live runs are not")
    func swept() async throws {
        // Nobody serves it: a server would sweep as soon as it starts.
        try await Place.prepared(.fakeClaude) { place in
            let left = Process()
            left.executableURL = URL(filePath: "/bin/sleep")
            left.arguments = ["1000"]
            left.environment = ["SKEIN_RUN_FOLDER": "\(place.state)/runs/R-7"]
            try left.run()
            let observer = RunObserver(stateFolder: place.state) { _ in nil }
            #expect(await observer.sweep(sparing: [Run.ID(number: 7)]) == [:])
            #expect(left.isRunning)
            #expect(await observer.sweep(sparing: [Run.ID(number: 1)]) == [Run.ID(number: 7): 1])
            left.waitUntilExit()
            #expect(left.terminationReason == .uncaughtSignal)
        }
    }
}
