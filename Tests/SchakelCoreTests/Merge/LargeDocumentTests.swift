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

  /// A document that has seen this much, and of which nothing is left.
  private static func empty(seen: VersionVector) throws -> DocumentState {
    var structure = CBORWriter()
    structure.arrayHead(5)
    structure.null()
    structure.null()
    seen.encode(to: &structure)
    structure.arrayHead(0)
    structure.arrayHead(0)
    var out = CBORWriter()
    out.arrayHead(2)
    out.byteString(structure.bytes)
    out.arrayHead(0)
    return try DocumentState(encoded: out.bytes)
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

  @Test("a deletion mark is as long as what it had seen, beyond the limit of a value")
  func longMark() throws {
    var seen = VersionVector()
    for number in 1...25_000 as ClosedRange<UInt64> {
      let writer = Writer(
        replica: ReplicaID(rawValue: number &* 0x9e37_79b9_7f4a_7c15),
        incarnation: Incarnation(rawValue: 1))
      seen.record(Dot(writer: writer, counter: Limits.counter), check: 7)
    }
    var state = try Self.empty(seen: seen)
    let deletion = Operation(.delete, field: .lifecycle, replaces: [], count: 1)
    let change = Change.make("1@anna", after: seen, [deletion], values: [.null])
    #expect(try state.apply(change, check: 1) == .applied)
    let mark = try #require(state.siblings(of: .lifecycle).first?.value)
    #expect(mark.encoded.count > Limits.valueBytes)
    #expect(change.encoded.count <= Limits.changeBytes)
    #expect(try Change(encoded: change.encoded, writer: change.writer) == change)
    #expect(try DocumentState(encoded: state.encoded()) == state)
    #expect(state.lifecycle == .deleted)
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
