import SchakelCore
import Testing

/// Forked histories are not to be joined. Where it happens all the same, every replica must come
/// out alike.
@Suite("Joining forked states")
struct ForkJoinTests {
  private static let made = Change.set("title", to: "Plein", "1@anna", kind: "fieldNote")

  /// The same dot as three devices have it: other words, another time, another author, origins.
  private static func sides() throws -> [DocumentState] {
    let targets = [Operation.Target("1@anna")]
    let origin = Operation.Origin(dot: "1@anna", author: PersonID(rawValue: 1))
    let both = [
      Operation(.set, field: "body", replaces: [], count: 1),
      Operation(.set, field: "title", replaces: targets, count: 1),
    ]
    let carried = [
      Operation(.set, field: "title", replaces: targets, count: 2, origins: [origin, nil])
    ]
    let changes: [Change] = [
      .make("2@anna", after: "1@anna", both, values: [Value("a"), Value("z")], time: 9_000),
      .make("2@anna", after: "1@anna", both, values: [Value("b"), Value("y")], time: 8_000),
      .make("2@anna", after: "1@anna", carried, values: [Value("c"), Value("d")], author: 1),
      .make("2@anna", after: "1@anna", both, values: [Value("a"), Value("z")], author: 3).erased(
        .portable),
    ]
    return try changes.enumerated().map { number, change in
      var state = try DocumentState(applying: [made])
      _ = try state.apply(change, check: UInt32(10 - number))
      return state
    }
  }

  @Test("joins of forked states commute, associate and repeat, byte for byte")
  func laws() throws {
    let sides = try Self.sides() + [withVoid(), otherMaker()]
    for left in sides {
      for right in sides {
        let both = left.joined(right)
        #expect(both.invariantFailure == nil)
        #expect(both.encoded() == right.joined(left).encoded())
        #expect(both.joined(left).encoded() == both.encoded())
        for third in sides {
          #expect(both.joined(third).encoded() == left.joined(right.joined(third)).encoded())
        }
      }
    }
  }

  @Test("a fork that a join covers can be told from the vectors before it")
  func told() throws {
    let sides = try Self.sides()
    #expect(sides[0].vector.forks(with: sides[1].vector) == ["2@anna"])
  }

  @Test("what one side knows to be void is void in the join")
  func voidOnOneSide() throws {
    var applied = try DocumentState(applying: [
      Self.made, .set("title", to: "x", "2@anna", after: "1@anna", replacing: ["1@anna"]),
    ])
    var refused = try DocumentState(applying: [Self.made])
    _ = refused.recordVoid("2@anna", previous: 1, check: Cast.check(of: "2@anna"))
    #expect(applied.appliesVoids(of: refused))
    #expect(!refused.appliesVoids(of: applied))
    for side in [false, true] {
      _ = applied.recordVoid("3@anna", previous: 2, check: 3)
      _ = refused.recordVoid("3@anna", previous: 2, check: 3)
      let joined = side ? applied.joined(refused) : refused.joined(applied)
      #expect(joined.voidEnds == [.init(writer: Cast.writer("anna"), effective: 1)])
      #expect(joined.siblings(of: "title").isEmpty)
      #expect(joined.invariantFailure == nil)
    }
  }

  @Test("states that agree on what is void can be told from those that do not", arguments: cases)
  func agreement(_ left: History, _ right: History, _ agree: Bool) throws {
    #expect(try left.whole.appliesVoids(of: right.whole) == !agree)
    #expect(try !right.whole.appliesVoids(of: left.whole))
  }

  static let cases: [(History, History, Bool)] = [
    (
      """
      anna: make title=a
      bob < anna: title=b
      """,
      """
      anna: make title=a
      bob < anna: title=b void
      """, false
    ),
    (
      """
      anna: make title=a
      bob < anna: title=b
      """,
      """
      anna: make title=a
      bob < anna: title=b
      bob: title=c void
      """, true
    ),
    (
      """
      anna: make title=a
      bob < anna: title=b void
      bob: title=c
      """,
      """
      anna: make title=a
      bob < anna: title=b void
      """, true
    ),
    (
      "anna: make title=a",
      """
      anna: make title=a
      bob < anna: title=b void
      """, true
    ),
  ]

  /// The forked change, refused.
  private func withVoid() throws -> DocumentState {
    var state = try DocumentState(applying: [Self.made])
    _ = state.recordVoid("2@anna", previous: 1, check: 10)
    return state
  }

  /// The making of the document forked, too.
  private func otherMaker() throws -> DocumentState {
    var state = DocumentState()
    let made = Change.set("title", to: "Plein", "1@anna", kind: "connectorProfile")
    _ = try state.apply(made, fork: true)
    return state
  }
}
