import SchakelCore
import Testing

@Suite("Headers of changes")
struct HeaderTests {
  private static let settlement = item(1)
  private static let made = item(0)
  private static let anna = CBORItem.bytes(Sample.anna.bytes)
  private static let bob = CBORItem.bytes(Sample.bob.bytes)
  private static let check = CBORItem.bytes([1, 2, 3, 4])

  private static func item(_ number: Int) -> CBORItem {
    guard let item = try? CBORItem(checking: Sample.changes[number].headerBytes)
    else { preconditionFailure("sample \(number) is no item") }
    return item
  }

  private static func operation(_ edit: (CBORItem) -> CBORItem) -> CBORItem {
    settlement.with(6, [edit(settlement[6].items[0])])
  }

  @Test("a header that contradicts itself or has another encoding is refused", arguments: refusals)
  func refused(_ comment: String, _ item: CBORItem, _ code: CBORError.Code) {
    let error = #expect(throws: CBORError.self) {
      try ChangeHeader(encoded: item.encoded, writer: Sample.anna)
    }
    #expect(error?.code == code)
  }

  static let refusals: [(String, CBORItem, CBORError.Code)] =
    missing + values + contexts + operations + replacements

  private static let missing: [(String, CBORItem, CBORError.Code)] = (1...6).map { key in
    ("without key \(key)", settlement.with(.unsigned(key), nil), key == 5 ? .limit : .shape)
  }

  private static let values: [(String, CBORItem, CBORError.Code)] = [
    ("an unknown key below 32", settlement.with(31, 0), .unsupported),
    ("counter zero", settlement.with(1, 0), .limit),
    ("a counter past the last", settlement.with(1, .unsigned(Limits.counter + 1)), .limit),
    ("the purpose of an ordinary edit", settlement.with(8, 0), .notShortest),
    ("an unknown purpose", settlement.with(8, 5), .unsupported),
    ("a purpose past a byte", settlement.with(8, 256), .unsupported),
    ("a rule without a name", settlement.with(9, ""), .shape),
    ("a long name", settlement.with(9, .text(String(repeating: "r", count: 65))), .limit),
    ("an unknown origin", settlement.with(10, [2, anna, 1]), .unsupported),
    ("an edit that makes the document", settlement.with(7, "fieldNote"), .shape),
    ("a first change without a kind", made.with(7, nil), .shape),
  ]

  private static let contexts: [(String, CBORItem, CBORError.Code)] = [
    ("its own writer spelled out", made.with(5, [anna, 1, check]), .notShortest),
    (
      "a change that has seen itself", made.with(7, nil).with(1, 2).with(5, [.null, 2, check]),
      .shape
    ),
    ("writers out of order", settlement.with(5, [.null, 2, check, bob, 1, check]), .order),
    ("a writer twice", made.with(5, [bob, 1, check, bob, 2, check]), .order),
    ("half an entry", made.with(5, [bob, 1]), .shape),
  ]

  private static let operations: [(String, CBORItem, CBORError.Code)] = [
    ("no operations", settlement.with(6, []), .limit),
    (
      "too many operations", settlement.with(6, .array(Array(repeating: 0, count: 257))), .limit
    ),
    (
      "a field twice", settlement.with(6, .array(settlement[6].items + settlement[6].items)), .order
    ),
    ("an unknown type", operation { $0.with(at: 0, 5) }, .unsupported),
    ("a field without a name", operation { $0.with(at: 1, "") }, .shape),
    ("a deletion of a field", operation { $0.with(at: 0, 3).with(at: 4, nil) }, .shape),
    ("a removal that brings values", operation { $0.with(at: 0, 2) }, .shape),
    ("too many values", operation { $0.with(at: 2, 4_097) }, .limit),
    ("origins that are all null", operation { $0.with(at: 4, [.null, .null]) }, .notShortest),
    ("origins for other values", operation { $0.with(at: 4, [.null]) }, .shape),
    ("no values, and origins", operation { $0.with(at: 2, 0).with(at: 4, []) }, .notShortest),
  ]

  private static let replacements: [(String, CBORItem, CBORError.Code)] = [
    ("a writer that was not seen", operation { $0.with(at: 3, [[3, 1]]) }, .limit),
    ("a change that was not seen", operation { $0.with(at: 3, [[0, 8]]) }, .limit),
    ("a change twice", operation { $0.with(at: 3, [[0, 2], [0, 2]]) }, .order),
    ("a value before its change", operation { $0.with(at: 3, [[0, 2, 0], [0, 2]]) }, .order),
    ("a value past the last", operation { $0.with(at: 3, [[0, 2, 4_096]]) }, .limit),
  ]

  @Test("keys from 32 on are passed over, and kept")
  func ignorable() throws {
    let header = Self.settlement.with(32, ["nieuw", [:]]).with(1_000, .null).encoded
    #expect(
      try ChangeHeader(encoded: header, writer: Sample.anna) == Sample.changes[1].header)
    let frame = ChangeFrame(header: header, payload: Sample.changes[1].payload)
    let change = try Change(frame: frame, writer: Sample.anna)
    #expect(change.headerBytes == header)
    #expect(try Change(encoded: change.encoded, writer: Sample.anna) == change)
    #expect(
      frame.link(after: Sample.hash, hashing: .portable)
        == change.link(after: Sample.hash, hashing: .portable))
  }

  @Test("what an unknown key holds is checked all the same")
  func ignorableChecked() {
    let bytes = Self.settlement.with(32, 0).encoded.dropLast() + [0xf7]
    #expect(throws: CBORError(.simple, at: bytes.count - 1)) {
      try ChangeHeader(encoded: Array(bytes), writer: Sample.anna)
    }
  }

  @Test("a writer's own entry costs one byte for twelve, and means another writer elsewhere")
  func ownEntry() throws {
    let edit = Change.set("title", to: "x", "2@anna", after: "1@anna")
    let own = try CBORItem(checking: edit.headerBytes)[5]
    #expect(own.items[0] == .null)
    let other = try ChangeHeader(encoded: edit.headerBytes, writer: Sample.bob)
    #expect(other.context.entries.map(\.writer) == [Sample.bob])
  }

  @Test("a one-field change with one context entry has at most 120 bytes beside its values")
  func size() {
    let value = Value("Het pleintje aan de overkant")
    let header = ChangeHeader(
      counter: Limits.counter, document: History.document, time: HybridTime(rawValue: .max),
      author: PersonID(rawValue: .max), context: "9999@anna",
      operations: [Operation(.set, field: "title", replaces: [.init("9999@anna")], count: 1)])
    let change = Change(
      header: header, writer: Sample.bob, content: .init(salt: bytes(16, of: 1), values: [value]))
    #expect(change.encoded.count - value.encoded.count <= 120)
  }
}
