import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What a later version says")
struct LaterVersionTests {
  private func entry(_ hex: String) throws -> LogEntry {
    var reader = CBORReader(try #require(Hex.decode(hex)))
    let entry = try LogEntry(from: &reader)
    try reader.finish()
    return entry
  }

  @Test("an entry that may be passed over counts for the log's hash, and for nothing else")
  func passedOver() throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    let note = try anna.note("Plein")
    var log = LogByHand()
    let progress = try bram.absorb(
      .entry(try entry("831820a1616102f6")), try anna.sent(), .entry(try entry("82190100f5")),
      from: &log)
    #expect(progress.notices.isEmpty)
    #expect(try bram.cursor() == log.cursor)
    #expect(try bram.replica.document(note)?.title == "Plein")
  }

  @Test("an entry that was passed over with other bytes is not what the region has")
  func otherBytes() throws {
    let bram = try TestReplica(2)
    var log = LogByHand()
    try bram.absorb(.entry(try entry("82190100f5")), from: &log)
    var answer = try log.answer([.entry(try entry("82190100f5"))])
    answer.entries = [.entry(try entry("82190100f4"))]
    #expect(try bram.absorb(answer).notices == [.startedOver(TestReplica.space)])
  }
}
