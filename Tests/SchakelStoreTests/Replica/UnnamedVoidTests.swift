import SchakelCore
import Testing

@testable import SchakelStore

@Suite("A refusal without a document")
struct UnnamedVoidTests {
  @Test("what builds on it tells which document it was about, as it does at the region")
  func named() throws {
    let (anna, bram, region) = (try TestReplica(1), try TestReplica(2), try TestReplica(3))
    let note = try anna.note("een")
    try anna.replica.edit(note, [.set("title", Value("onleesbaar"))])
    try anna.replica.edit(note, [.set("place", Value("drie"))])
    let written = try anna.ownChanges()
    let refused = written[1]
    let void = LogEntry.Void(
      dot: refused.change.dot, link: try #require(refused.link.digest), document: nil, previous: 0,
      reason: .unreadable, received: 1)
    let first = PulledEntry.changes(
      ChangeRun(writer: anna.replica.identity.writer, first: 1, changes: [written[0].bytes]),
      received: 1_700_000_000_000)
    for device in [bram, region] {
      var log = LogByHand()
      try device.absorb(first, .entry(.void(void)), from: &log)
      #expect(try place(of: note, on: device) == nil)
    }
    // By another way than the region's, which has not seen the third change yet.
    try bram.hear(anna)
    #expect(try place(of: note, on: bram) == "drie")
    #expect(try bram.replica.check().isEmpty)
    // The region names the document, and comes to the same.
    let named = LogEntry.Void(
      dot: void.dot, link: void.link, document: note, previous: 1, reason: .unreadable, received: 2)
    for device in [region, bram] {
      try device.replica.write { transaction throws(ReplicaError) in
        let space = try transaction.space(TestReplica.space)
        try transaction.integrateVoid(
          named, stream: try transaction.stream(of: void.dot.writer, in: space), in: space)
      }
    }
    try region.hear(anna)
    #expect(
      try bram.replica.states(in: TestReplica.space)
        == region.replica.states(in: TestReplica.space))
    #expect(try bram.replica.check().isEmpty)
  }

  private func place(of note: DocumentID, on device: TestReplica) throws -> String? {
    try device.replica.document(note)?["place"]?.text
  }
}
