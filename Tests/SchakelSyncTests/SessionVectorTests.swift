import SchakelCore
import Testing

/// The transcripts of `Protocol/vectors/session.json`, played by what people run: the region's
/// service on its database, and a replica on its own.
@Suite("Session vectors")
struct SessionVectorTests {
  @Test(
    "the region answers every request as its transcript does", arguments: try SessionVector.all())
  func region(of vector: SessionVector) async throws {
    let writer = try writer(vector.input.writer)
    let signatures = try VectorSignatures()
    var region: TranscriptRegion?
    for (index, exchange) in vector.input.exchanges.enumerated() {
      if let founding = exchange.region {
        region = try await TranscriptRegion(
          founding, space: vector.input.space, signatures: signatures)
      }
      let region = try #require(region)
      for other in exchange.elsewhere ?? [] { try await region.take(other) }
      let recorded = try SyncAnswer(encoded: try bytes(exchange.answer))
      let answer = try await region.answer(
        try bytes(exchange.request), from: writer, recorded: recorded)
      #expect(answer == recorded, "exchange \(index + 1)")
      #expect(Hex.encode(answer.encoded) == exchange.answer, "exchange \(index + 1)")
    }
  }

  @Test(
    "a replica says what its transcript says and stands where it stands",
    arguments: try SessionVector.all())
  func device(of vector: SessionVector) throws {
    let device = try TranscriptDevice(vector.input, signatures: try VectorSignatures())
    #expect(vector.expected.standings.count == vector.input.exchanges.count)
    let steps = zip(vector.input.exchanges, vector.expected.standings).enumerated()
    for (index, (exchange, expected)) in steps {
      try device.hear(exchange.hear ?? [])
      for change in exchange.write ?? [] { try device.write(change) }
      let recorded = try SyncRequest(encoded: try bytes(exchange.request))
      let request = try device.request(like: recorded)
      #expect(request == recorded, "exchange \(index + 1)")
      #expect(Hex.encode(request.encoded) == exchange.request, "exchange \(index + 1)")
      try device.absorb(try SyncAnswer(encoded: try bytes(exchange.answer)), to: request)
      #expect(try device.standing() == expected, "after exchange \(index + 1)")
    }
  }

  @Test("the transcripts are there")
  func complete() throws {
    #expect(try SessionVector.all().count >= 8)
  }
}
