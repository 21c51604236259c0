import SchakelCore
import Testing

@Suite("States in bytes")
struct StateEncodingTests {
  private static let anna = CBORItem.bytes(Sample.anna.bytes)
  private static let bob = CBORItem.bytes(Sample.bob.bytes)
  private static let check = CBORItem.bytes([1, 2, 3, 4])
  private static let author = CBORItem.bytes([0, 0, 0, 0, 0, 0, 0, 5])

  /// A document that Bob made with his third change: a title, and two themes.
  private static let structure: CBORItem = [
    "fieldNote", [0, 3], [bob, 3, check, anna, 1, check],
    [0, 3, 1_000, author, 1, 1, 2_000, author],
    ["themes", [0, [0, 1]], "title", [1]],
  ]

  private static let contents: CBORItem = ["x", "y", "Plein"]

  private static func state(
    _ edit: (CBORItem) -> CBORItem, contents: CBORItem = contents, erased: CBORItem? = nil
  ) -> CBORItem {
    let parts: CBORItem = [edit(structure).closed, contents]
    return erased.map { parts.adding($0) } ?? parts
  }

  @Test("a state reads as it is spelled")
  func reads() throws {
    let state = try DocumentState(encoded: Self.state({ $0 }).encoded)
    #expect(state.kind == "fieldNote")
    #expect(state.madeBy == "3@bob")
    #expect(state.vector.entries.map(\.dot) == ["3@bob", "1@anna"])
    #expect(state.siblings(of: "themes").map(\.index) == [0, 1])
    #expect(state.siblings(of: "title").map(\.value) == [Value("Plein")])
    #expect(state.invariantFailure == nil)
    #expect(state.encoded() == Self.state({ $0 }).encoded)
  }

  @Test("void ends and erased contents are written only where there are any")
  func optional() throws {
    let item = Self.state(
      { $0.adding([1, 0]).with(at: 3, [0, 3, 1_000, Self.author]).with(at: 4, ["title", [0]]) },
      contents: [.null], erased: [0])
    let state = try DocumentState(encoded: item.encoded)
    #expect(state.voidEnds == [.init(writer: Sample.anna, effective: 0)])
    #expect(state.siblings(of: "title").map(\.content) == [.erased])
    #expect(state.invariantFailure == nil)
    #expect(state.encoded() == item.encoded)
  }

  @Test("a state that contradicts itself or has another encoding is refused", arguments: refusals)
  func refused(_ comment: String, _ item: CBORItem, _ code: CBORError.Code) {
    let error = #expect(throws: CBORError.self) { try DocumentState(encoded: item.encoded) }
    #expect(error?.code == code)
  }

  static let refusals: [(String, CBORItem, CBORError.Code)] =
    makers + tables + fields + voids + marks + parts

  private static let makers: [(String, CBORItem, CBORError.Code)] = [
    ("a kind that nobody gave", state { $0.with(at: 1, .null) }, .shape),
    ("a maker of no kind", state { $0.with(at: 0, .null) }, .shape),
    ("a kind without a name", state { $0.with(at: 0, "") }, .shape),
    ("a maker that was not seen", state { $0.with(at: 1, [0, 4]) }, .limit),
    ("a maker that is no writer", state { $0.with(at: 1, [2, 1]) }, .limit),
  ]

  private static let tables: [(String, CBORItem, CBORError.Code)] = [
    (
      "a dot that no sibling has",
      state { $0.with(at: 3, .array([0, 2, 1, author] + structure.items[3].items)) }, .notShortest
    ),
    (
      "a last dot that no sibling has",
      state({ $0.with(at: 4, ["themes", [0, [0, 1]]]) }, contents: ["x", "y"]), .notShortest
    ),
    (
      "dots out of order",
      state { $0.with(at: 3, [1, 1, 2_000, author, 0, 3, 1_000, author]) }, .order
    ),
    ("a dot that was not seen", state { $0.with(at: 3, [0, 4, 1_000, author]) }, .limit),
    ("half a row", state { $0.with(at: 3, [0, 3]) }, .shape),
  ]

  private static let fields: [(String, CBORItem, CBORError.Code)] = [
    ("fields out of order", state { $0.with(at: 4, ["title", [1], "themes", [0]]) }, .order),
    ("a field twice", state { $0.with(at: 4, ["title", [0], "title", [1]]) }, .order),
    (
      "a field without siblings", state { $0.with(at: 4, ["themes", [], "title", [1]]) },
      .notShortest
    ),
    ("siblings out of order", state { $0.with(at: 4, ["themes", [1, 0]]) }, .order),
    ("a sibling twice", state { $0.with(at: 4, ["themes", [0, 0]]) }, .order),
    (
      "an index that goes without saying", state { $0.with(at: 4, ["themes", [[0, 0]]]) },
      .notShortest
    ),
    ("a place past the table", state { $0.with(at: 4, ["themes", [2]]) }, .limit),
    ("an index past the last", state { $0.with(at: 4, ["themes", [[0, 4_096]]]) }, .limit),
  ]

  private static let voids: [(String, CBORItem, CBORError.Code)] = [
    ("no void ends, written", state { $0.adding([]) }, .notShortest),
    ("a void end where the vector ends", state { $0.adding([0, 3]) }, .limit),
    ("a void end of nobody", state { $0.adding([2, 0]) }, .limit),
    ("void ends out of order", state { $0.adding([1, 0, 0, 0]) }, .order),
    ("a sibling of a void change", state { $0.adding([1, 0]) }, .shape),
  ]

  private static let marks: [(String, CBORItem, CBORError.Code)] = [
    ("a deletion mark that is no vector", mark("weg"), .shape),
    ("a deletion that has seen what the document has not", mark([bob, 4, check]), .shape),
    ("an erased deletion mark", mark([bob, 3, check], erased: [0]), .shape),
  ]

  private static func mark(_ content: CBORItem, erased: CBORItem? = nil) -> CBORItem {
    state(
      { $0.with(at: 3, [1, 1, 2_000, author]).with(at: 4, ["", [0]]) }, contents: [content],
      erased: erased)
  }

  private static let parts: [(String, CBORItem, CBORError.Code)] = [
    ("too few contents", state({ $0 }, contents: ["x", "y"]), .shape),
    ("too many contents", state({ $0 }, contents: ["x", "y", "z", "u"]), .shape),
    ("nothing erased, written", state({ $0 }, erased: []), .notShortest),
    ("an erased content that is there", state({ $0 }, erased: [0]), .shape),
    ("erased contents out of order", state({ $0 }, erased: [1, 0]), .order),
    (
      "an erased content past the last", state({ $0 }, contents: ["x", "y", .null], erased: [3]),
      .shape
    ),
    ("a part more", state({ $0.adding([1, 0]).adding(0) }), .shape),
  ]
}
