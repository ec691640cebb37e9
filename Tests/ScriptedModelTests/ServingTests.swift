import NIOCore
import NIOPosix
import Testing
import Wire

@Suite("the model's server", .timeLimit(.minutes(1))) struct ServingTests {
    @Test func routesBesideTheModel() async throws {
        try await Model.serving { model in
            let health = try await model.get("/health").json
            #expect(health == ["ok": true])
            let models = try await model.get("/v1/models").json
            #expect(models["data"]?.items?.contains { $0.id == "scripted" } == true)
            let tokens = try await model.post("/v1/messages/count_tokens", ["messages": []]).json
            #expect((tokens.input_tokens?.count ?? 0) > 0)
            let nowhere = try await model.get("/nowhere")
            #expect(nowhere.status == 404)
        }
    }

    /// Every other address of this machine is another door, and nobody stands behind it.
    @Test func listensOnLoopbackOnly() async throws {
        let others = try System.enumerateDevices().compactMap(\.address?.ipAddress)
            .filter { $0 != "127.0.0.1" && !$0.hasPrefix("fe80") }
        try await Model.serving { model in
            for host in others + ["127.0.0.2"] {
                await #expect(throws: (any Error).self, "\(host)") {
                    try await model.send("GET /health", [], [], host: host)
                }
            }
        }
    }

    @Test func twoHundredStreamsAtOnce() async throws {
        try await Model.serving { model in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    let path = Model.paths[number % 3]
                    group.addTask {
                        let turn = #"[{"text": "number \#(number)", "fault": {"kind": "stall", "ms": 500}}]"#
                        let reply = try await model.post(path, request(path, prompt(turn)), key: "\(number)")
                        return reply.status == 200 && reply.isWhole && reply.body.contains("number \(number)")
                    }
                }
                var count = 0
                for try await isRight in group where isRight { count += 1 }
                #expect(count == 200)
            }
            let counts = try await model.get("/counts").json.items ?? []
            #expect(counts.count == 200 && counts.allSatisfy { $0["count"] == 1 })
        }
    }
}
