import SchakelCore
import Testing

/// Documents that grew far beyond what people make: the same laws, at a size where a quadratic
/// step would be felt.
@Suite("Large documents")
struct LargeDocumentTests {
  private static let made = Change.set("title", to: "Plein", "1@anna", kind: "fieldNote")

  /// What one of many writers adds, knowing only how the document was made.
  private static func addition(by number: UInt64, _ count: Int) -> Change {
    let writer = Writer(
      replica: ReplicaID(rawValue: number &* 0x9e37_79b9_7f4a_7c15),
      incarnation: Incarnation(rawValue: 1))
    return .make(
      Dot(writer: writer, counter: 1), after: "1@anna",
      [
        Operation(.add, field: "themes", replaces: [], count: count),
        Operation(.set, field: "title", replaces: [.init("1@anna")], count: 1),
      ],
      values: (0...count).map { Value("\(number)-\($0)") }, time: number)
  }

  @Test("what 155 writers say apart is all there, from either half")
  func manyWriters() throws {
    let changes = (1...155).map { Self.addition(by: $0, 20) }
    let whole = try DocumentState(applying: [Self.made] + changes)
    let left = try DocumentState(applying: [Self.made] + changes.prefix(100).reversed())
    let right = try DocumentState(applying: [Self.made] + changes.suffix(100))
    #expect(left.joined(right) == whole)
    #expect(right.joined(left) == whole)
    #expect(whole.invariantFailure == nil)
    #expect(whole.siblings(of: "themes").count == 155 * 20)
    let title = whole.view(of: "title", policy: .keepAll)
    #expect(title.standing == .conflict)
    #expect(title.shown.count == 155)
    #expect(title.value == Value("155-20"))
    #expect(whole.view(of: "themes", policy: .union).shown.count == 155 * 20)
  }

  @Test("one change settles what 155 writers said apart")
  func settled() throws {
    let changes = (1...155).map { Self.addition(by: $0, 1) }
    var state = try DocumentState(applying: [Self.made] + changes)
    let settlement = Change.set(
      "title", to: "Plein", "2@anna", after: state.vector,
      replacing: state.siblings(of: "title").map(\.dot))
    #expect(try state.apply(settlement) == .applied)
    #expect(state.view(of: "title", policy: .keepAll).standing == .plain)
    #expect(state.siblings(of: "themes").count == 155)
    #expect(state.invariantFailure == nil)
  }

  @Test("as many values as one change may bring stand among as many others")
  func manyValues() throws {
    let count = Limits.valuesPerOperation
    let changes = [3, 1, 2].map { Self.addition(by: $0, count) }
    let state = try DocumentState(applying: [Self.made] + changes)
    #expect(state.siblings(of: "themes").count == 3 * count)
    #expect(try DocumentState(encoded: state.encoded()) == state)
    let back = try Change(encoded: changes[0].encoded, writer: changes[0].writer)
    #expect(back == changes[0])
  }
}
