import Testing

@testable import SchakelCommand
@testable import SchakelCore

@Suite("Who knew of what")
struct KnowledgeTests {
  /// A change as `a2<a1,b1`: the second of a's, whose writer had seen these and all before them.
  private static func step(_ text: String) throws -> DocumentTrace.Step {
    let parts = text.split(separator: "<")
    let own = try dot(parts[0])
    var context = VersionVector()
    for seen in parts.count > 1 ? parts[1].split(separator: ",") : [] {
      context.record(try dot(seen), check: 0)
    }
    let header = ChangeHeader(
      counter: own.counter, document: try #require(DocumentID(text: id)),
      time: HybridTime(milliseconds: 1), author: PersonID(rawValue: 1), context: context,
      operations: [Operation(.set, field: "title", replaces: [], count: 1)])
    let change = Change(
      header: header, writer: own.writer,
      content: Payload.Content(salt: [UInt8](repeating: 0, count: 16), values: [Value("x")]))
    return DocumentTrace.Step(change: change, received: 1, position: 1)
  }

  private static let id = "01901bc4-ca05-7272-b5b5-5b6386e1ef47"

  private static func dot(_ text: Substring) throws -> Dot {
    let letter = try #require(text.utf8.first)
    let writer = Writer(
      replica: ReplicaID(rawValue: UInt64(letter)), incarnation: Incarnation(rawValue: 1))
    return Dot(writer: writer, counter: try #require(UInt64(text.dropFirst())))
  }

  @Test(
    "an arrow goes to a change from each that it knew directly, and from no other",
    arguments: [
      ("a1 a2<a1 a3<a2", [[], [0], [1]]),
      ("a1 b1<a1 c1<b1", [[], [0], [1]]),
      // c knew of a through b, which its vector says too.
      ("a1 b1<a1 c1<a1,b1", [[], [0], [1]]),
      ("a1 a2<a1 b1<a1 b2<a2,b1", [[], [0], [0], [1, 2]]),
      ("a1 b1 c1 a2<a1,b1,c1", [[], [], [], [0, 1, 2]]),
      ("a1 b1 a2<a1,b1 b2<a2,b1 c1<a1,b2", [[], [], [0, 1], [2], [3]]),
    ] as [(String, [[Int]])])
  func direct(_ changes: String, _ expected: [[Int]]) throws {
    let steps = try changes.split(separator: " ").map { try Self.step(String($0)) }
    #expect(DocumentTrace.directKnowledge(steps) == expected)
  }

  @Test(
    "a change that waits comes after what it waited for",
    arguments: [
      ("a1 b1<a1 a2<a1", "a1 b1 a2"), ("b1<a1 a1", "a1 b1"), ("c1<b1 b1<a1 a1 d1", "a1 b1 c1 d1"),
      // What is nowhere is nothing to wait for.
      ("b1<c9 a1", "b1 a1"),
    ])
  func order(_ changes: String, _ expected: String) throws {
    var trace = DocumentTrace()
    for text in changes.split(separator: " ") {
      trace.take(try Self.step(String(text)).change, received: 1, position: 1)
    }
    trace.finish()
    let order = trace.steps.map { step in
      String(UnicodeScalar(UInt8(step.dot.writer.replica.rawValue))) + "\(step.dot.counter)"
    }
    #expect(order.joined(separator: " ") == expected)
  }

  @Test(
    "what is not in all versions is marked",
    arguments: [
      ("het bankje is stuk", ["het bankje is weg"], "het bankje is [stuk]"),
      ("een twee drie", ["een twee", "twee drie"], "[een] twee [drie]"),
      ("gelijk", ["gelijk"], "gelijk"), ("alles anders", ["niets"], "[alles anders]"),
      ("alleen", [], "alleen"),
    ])
  func pieces(_ text: String, _ others: [String], _ expected: String) {
    let pieces = AuditStory.pieces(
      of: Array(text.utf8), comparedWith: others.map { Array($0.utf8) })
    let shown = pieces.map { $0.isShared ? $0.text : "[\($0.text)]" }.joined()
    #expect(shown == expected)
  }
}
