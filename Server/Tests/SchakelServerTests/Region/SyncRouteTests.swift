import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct SyncRouteTests {
  @Test("what two workers wrote apart is on both devices after they synchronised")
  func convergence() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      try anna.note("from Anna", in: server.space)
      try bram.note("from Bram", in: server.space)
      for device in [anna, bram, anna] { #expect(try await device.sync().isSynchronised) }
      let here = try await server.service.fingerprint(of: server.space)
      #expect(try anna.replica.fingerprint(of: server.space) == here)
      #expect(try bram.replica.fingerprint(of: server.space) == here)
      #expect(try anna.replica.states(in: server.space).count == 2)
    }
  }

  @Test("a push is answered with a receipt that the region's key verifies")
  func receipt() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      let answer = try await anna.transport.post("/v1/sync", try anna.nextRequest().encoded)
      #expect(answer.status == 200 && answer["content-type"] == ProtocolVersion.mediaType)
      let space = try #require(try SyncAnswer(encoded: answer.bytes).spaces.first)
      let receipt = try #require(space.receipt)
      let message = SyncAnswer.Receipt.message(
        space: space.space, epoch: receipt.epoch, position: receipt.position, hash: receipt.hash,
        time: receipt.time)
      #expect(SigningKey.isValid(receipt.signature, of: message, by: server.key.publicKey))
    }
  }

  @Test("a push that comes again is taken once")
  func replayed() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      try anna.note("a note", in: server.space)
      let push = try anna.nextRequest().encoded
      var entries: [UInt64] = []
      for _ in 0..<3 {
        #expect(try await anna.transport.post("/v1/sync", push).status == 200)
        entries.append(try await server.entries)
      }
      #expect(Set(entries).count == 1)
      #expect(try await server.service.status().changes == 1)
    }
  }

  @Test("a push under a forged seal, or another's name, is kept nowhere")
  func forged() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram")
      try anna.note("a note", in: server.space)
      let before = try await server.entries
      var request = try anna.nextRequest()
      let run = request.spaces[0].push[0]
      let seal = try #require(run.seal)
      let forged = Seal(
        writer: seal.writer, counter: seal.counter, tip: seal.tip,
        signature: [UInt8](repeating: 1, count: Seal.signatureBytes))
      for seal in [forged, nil] {
        request.spaces[0].push[0] = ChangeRun(
          writer: run.writer, first: run.first, changes: run.changes, seal: seal)
        for device in [anna, bram] {
          let answer = try await device.transport.post("/v1/sync", request.encoded)
          let space = try #require(try SyncAnswer(encoded: answer.bytes).spaces.first)
          #expect(space.status == .runRefused && space.receipt == nil)
        }
      }
      #expect(try await server.entries == before)
    }
  }

  @Test("a space of others is not there: nothing is read, nothing is written")
  func otherSpace() async throws {
    try await RegionServer.run { server in
      let team = try await server.service.addSpace(name: "Example team").id
      let anna = try await server.device(of: "anna")
      let bram = try await server.device(of: "bram", in: team)
      let note = try anna.note("a note", in: server.space)
      let push = try anna.nextRequest().encoded
      let answer = try await bram.transport.post("/v1/sync", push)
      let space = try #require(try SyncAnswer(encoded: answer.bytes).spaces.first)
      #expect(space.space == server.space && space.status == .noAccess)
      #expect(space.entries.isEmpty && space.head == nil && space.name == nil)
      #expect(try await server.service.status().changes == 0)

      #expect(try await anna.sync().isSynchronised)
      let history = HistoryRequest(space: server.space, document: note).encoded
      #expect(try await anna.transport.post("/v1/history", history).status == 200)
      let refused = try await bram.transport.post("/v1/history", history)
      #expect(refused.status == 403 && refused.problemKind == "forbidden")
      let unknown = HistoryRequest(space: team, document: note).encoded
      #expect(try await bram.transport.post("/v1/history", unknown).status == 404)
      let feed = try await server.get("/v1/documents?space=\(server.space.text)", token: bram.token)
      #expect(feed.status == 403)
    }
  }

  @Test("a history goes over the wire in pages, and a token of elsewhere is gone")
  func historyPages() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let note = try anna.note("a note", in: server.space)
      for place in ["one", "two", "three"] {
        try anna.replica.edit(note, [.set("place", Value(place))])
      }
      #expect(try await anna.sync().isSynchronised)
      var request = HistoryRequest(space: server.space, document: note, limit: 1)
      var pages: [HistoryAnswer] = []
      repeat {
        let answer = try await anna.transport.post("/v1/history", request.encoded)
        #expect(answer.status == 200)
        pages.append(try HistoryAnswer(encoded: answer.bytes))
        request.after = pages.last?.token
      } while request.after != nil && pages.count < 9
      #expect(pages.count == 4 && pages.allSatisfy { $0.items.count == 1 })
      request.after = [1, 2, 3]
      let gone = try await anna.transport.post("/v1/history", request.encoded)
      #expect(gone.status == 410 && gone.problemKind == "gone")
      request.version = ProtocolVersion.current + 1
      let newer = try await anna.transport.post("/v1/history", request.encoded)
      #expect(newer.status == 501 && newer.problemKind == "server-outdated")
    }
  }

  @Test("a program that is newer than the server is told that the server is behind")
  func version() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      var request = try anna.nextRequest()
      request.version = ProtocolVersion.current + 1
      let answer = try await anna.transport.post("/v1/sync", request.encoded)
      #expect(answer.status == 501 && answer.problemKind == "server-outdated")
      let words = String(decoding: answer.bytes, as: UTF8.self)
      #expect(words.contains("its operator has to upgrade it"))
    }
  }

  @Test("only a device's token opens the door")
  func tokens() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let request = try anna.nextRequest().encoded
      var forged = Array(anna.token)
      forged[0] = forged[0] == "0" ? "1" : "0"
      for token in [String(forged), anna.token.uppercased(), anna.token + "0", "x"]
      where token != anna.token {
        let transport = WireTransport(port: server.port, token: token)
        #expect(try await transport.post("/v1/sync", request).status == 401)
      }
      for path in ["/v1/spaces", "/v1/documents", "/v1/events"] {
        #expect(try await server.get(path).status == 401)
      }
    }
  }
}
