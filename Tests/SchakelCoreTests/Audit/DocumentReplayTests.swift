import SchakelCore
import Testing

@Suite("A document played again")
struct DocumentReplayTests {
  private static func change(
    _ dot: Dot, after context: VersionVector, kind: Name? = nil, origin: Dot? = nil
  ) -> Change {
    Change(
      header: ChangeHeader(
        counter: dot.counter, document: History.document, time: HybridTime(milliseconds: 1),
        author: PersonID(rawValue: 1), context: context,
        operations: [Operation(.set, field: "title", replaces: [], count: 1)], kind: kind,
        origin: origin.map { .change($0, check: Cast.check(of: $0)) }),
      writer: dot.writer,
      content: Payload.Content(
        salt: bytes(Limits.saltBytes, of: 1), values: [Value(dot.spelling)]))
  }

  private static func take(
    _ dot: Dot, at position: UInt64, after context: VersionVector, kind: Name? = nil,
    origin: Dot? = nil, _ replay: inout DocumentReplay
  ) throws -> DocumentReplay.Result {
    try replay.take(
      change(dot, after: context, kind: kind, origin: origin), check: Cast.check(of: dot),
      at: .init(position: position, received: 1), hashing: .portable, refuses: { _, _ in false })
  }

  @Test("what waits and was written again has no effect, though its turn comes after that")
  func writtenAgain() throws {
    var replay = DocumentReplay(History.document)
    _ = try Self.take("1@anna", at: 1, after: "1@cas", &replay)
    _ = try Self.take("1@anna2", at: 2, after: "1@bob", origin: "1@anna", &replay)
    _ = try Self.take("1@cas", at: 3, after: "1@bob", &replay)
    let result = try Self.take("1@bob", at: 4, after: "", kind: "fieldNote", &replay)
    #expect(result.outcome == .applied)
    #expect(result.contradictory == ["1@anna"])
    #expect(!replay.state.vector.covers("1@anna"))
    #expect(replay.state.vector.covers("1@cas") && replay.state.vector.covers("1@anna2"))
  }

  @Test("what another replica names as its origin waits on")
  func another() throws {
    var replay = DocumentReplay(History.document)
    _ = try Self.take("1@anna", at: 1, after: "1@cas", &replay)
    let made = try Self.take(
      "1@bob", at: 2, after: "", kind: "fieldNote", origin: "1@anna", &replay)
    #expect(made.contradictory.isEmpty)
    let result = try Self.take("1@cas", at: 3, after: "1@bob", &replay)
    #expect(result.contradictory.isEmpty)
    #expect(replay.state.vector.covers("1@anna"))
  }
}
