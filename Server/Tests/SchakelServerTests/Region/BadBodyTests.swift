import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct BadBodyTests {
  @Test("a body that is no message is refused, and the answer says where")
  func malformed() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      let whole = try anna.nextRequest().encoded
      let cases: [([UInt8], String)] = [
        ([], "at byte 0"), (Array("{\"version\":1}".utf8), "at byte 0"),
        (Array(whole.dropLast()), "at byte"), (whole + [0], "at byte \(whole.count)"),
        ([0xa2, 0x01, 0x01, 0x01, 0x01], "at byte 3"),
        ([0xbb] + [UInt8](repeating: 255, count: 8), "at byte"),
      ]
      for (body, place) in cases {
        let answer = try await anna.transport.post("/v1/sync", body)
        #expect(answer.status == 400 && answer.problemKind == "malformed-request")
        let detail = answer.problem["detail"] as? String ?? ""
        #expect(
          detail.hasPrefix("The body is no sync request: ") && detail.contains(place), "\(detail)")
      }
      #expect(try await server.service.status().changes == 0)
      #expect(try await anna.sync().isSynchronised)
    }
  }

  @Test("what nests deeper than the limit is refused where it does, however deep it goes")
  func nested() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      let whole = try anna.nextRequest().encoded
      let limit = SchakelCore.Limits.depth
      // One member more, which a reader that does not know it passes over: 32, a value.
      #expect(whole.first == 0xa4)
      func request(depth: Int) -> [UInt8] {
        [0xa5] + whole.dropFirst() + [0x18, 32] + [UInt8](repeating: 0x81, count: depth) + [0]
      }
      for depth in [limit + 1, 5_000, 1_000_000] {
        let answer = try await anna.transport.post("/v1/sync", request(depth: depth))
        #expect(answer.status == 400 && answer.problemKind == "malformed-request")
        let place = whole.count + 2 + limit + 1
        #expect(
          answer.problem["detail"] as? String
            == "The body is no sync request: items nest too deeply at byte \(place).")
      }
      #expect(try await server.service.status().changes == 0)
      let deepest = try await anna.transport.post("/v1/sync", request(depth: limit))
      #expect(deepest.status == 200)
      #expect(try await server.service.status().changes == 1)
    }
  }

  @Test("a message cut off anywhere is refused, and what it held is kept nowhere")
  func truncated() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      let whole = try anna.nextRequest().encoded
      let transport = anna.transport
      try await Wire.connect(to: server.port) { wire in
        let fields = [
          "Authorization: Bearer \(anna.token)", "Content-Type: \(ProtocolVersion.mediaType)",
        ]
        for length in 0..<whole.count {
          let answer = try await wire.post("/v1/sync", fields, body: Array(whole[..<length]))
          #expect(answer.status == 400)
        }
      }
      #expect(try await server.service.status().changes == 0)
      #expect(try await transport.post("/v1/sync", whole).status == 200)
    }
  }

  @Test("a body of another kind or size is refused before it is read")
  func kindAndSize() async throws {
    try await RegionServer.run(configured { $0.limits.bodyBytes = 2_000 }) { server in
      let anna = try await server.device(of: "anna")
      let body = try anna.nextRequest().encoded
      for type in ["application/json", "application/cbor", "text/plain"] {
        let answer = try await Wire.connect(to: server.port) {
          try await $0.post(
            "/v1/sync", ["Authorization: Bearer \(anna.token)", "Content-Type: \(type)"], body: body
          )
        }
        #expect(answer.status == 415 && answer.problemKind == "unsupported-media-type")
      }
      let large = try await anna.transport.post(
        "/v1/sync", [UInt8](repeating: 0, count: 2_001))
      #expect(large.status == 413 && large.problemKind == "too-large")
      let history = try await anna.transport.post("/v1/history", [0x80])
      #expect(history.status == 400)
    }
  }

  @Test("more changes at once than the server is set to take are refused, and come in parts")
  func manyChanges() async throws {
    try await RegionServer.run(configured { $0.limits.batchChanges = 100 }) { server in
      let anna = try await server.device(of: "anna")
      for number in 0..<300 { try anna.note("note \(number)", in: server.space) }
      let answer = try await anna.transport.post("/v1/sync", try anna.nextRequest().encoded)
      #expect(answer.status == 413 && answer.problemKind == "too-large")
      let detail = answer.problem["detail"] as? String ?? ""
      #expect(detail.hasPrefix("The request brings 300 changes and this server takes 100 at once"))
      #expect(try await server.service.status().changes == 0)
      #expect(try await anna.sync().isSynchronised)
      #expect(try await server.service.status().changes == 300)
    }
  }

  @Test("more spaces, or more of anything, than a message may hold are refused where they begin")
  func manyItems() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      func expectRefused(_ body: [UInt8]) async throws {
        let answer = try await anna.transport.post("/v1/sync", body)
        #expect(answer.status == 400 && answer.problemKind == "malformed-request")
        let detail = answer.problem["detail"] as? String ?? ""
        #expect(
          detail.hasPrefix(
            "The body is no sync request: a number, length or count is over its limit at byte "),
          "\(detail)")
      }
      func request(spaces: Int, push: [ChangeRun] = []) -> [UInt8] {
        let asked = (0..<spaces).map { number in
          SyncRequest.Space(
            space: SpaceID(rawValue: .max - UInt64(number)), cursor: nil, digest: 0, push: push)
        }
        return SyncRequest(agent: "a", limit: 0, spaces: asked).encoded
      }
      let most = SchakelCore.Limits.spacesPerMessage
      #expect(try await anna.transport.post("/v1/sync", request(spaces: most)).status == 200)
      try await expectRefused(request(spaces: most + 1))
      // A list of one run, with a count before it that says there are more than there may be, and
      // bytes enough for them.
      let writer = Writer(
        replica: ReplicaID(rawValue: .max), incarnation: Incarnation(rawValue: .max))
      var body = request(
        spaces: 1, push: [ChangeRun(writer: writer, first: 1, changes: [[0]], seal: nil)])
      let place = try #require(body.ranges(of: [5, 0x81]).last)
      let count = SchakelCore.Limits.itemsPerMessage + 1
      body.replaceSubrange(
        place, with: [5, 0x9a] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) })
      try await expectRefused(body + [UInt8](repeating: 0, count: count))
    }
  }

  @Test("a push of megabytes is taken whole")
  func large() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let text = String(repeating: "een lange zin over een bankje bij de vijver. ", count: 500)
      for index in 0..<100 {
        try anna.replica.create(
          "fieldNote", ["title": [Value("note \(index)")], "body": [Value(text)]],
          in: server.space)
      }
      let request = try anna.replica.syncRequest(
        agent: "schakel-tests/1", budget: SyncBudget(push: 4 << 20), signer: anna.signer)
      let bytes = request.encoded
      #expect(bytes.count > 2_000_000)
      #expect(try await anna.transport.post("/v1/sync", bytes).status == 200)
      #expect(try await server.service.status().changes == 100)
    }
  }

  @Test("a full disk is said to be full, and the same push succeeds once there is room")
  func full() async throws {
    let disk = FullDisk()
    try await RegionServer.run(store: { FullStore($0, disk) }) { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      disk.isFull = true
      let answer = try await anna.transport.post("/v1/sync", try anna.nextRequest().encoded)
      #expect(answer.status == 507 && answer.problemKind == "storage-full")
      #expect(answer["retry-after"] == "60")
      #expect(server.log.all.contains { $0.contains("database or disk is full") })
      #expect(try anna.replica.standing().waiting == 1)
      disk.isFull = false
      #expect(try await anna.sync().isSynchronised)
    }
  }
}
