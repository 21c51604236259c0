import SchakelCore
import SchakelTesting
import Testing

/// What fields show. Siblings are spelled `value@writer:milliseconds`, apart by spaces; all are
/// concurrent. `value` may be `-` for one that was erased, `0` for a null; `^name` after the writer says whose
/// value was carried again.
@Suite("What fields show")
struct PolicyTests {
  @Test("the policy decides what is shown, and whether a person is needed", arguments: cases)
  func table(_ row: Row) {
    let state = Self.state(row.siblings)
    let view = state.view(of: "f", policy: row.policy)
    #expect(view.shown.map(\.text) == row.shown)
    #expect(view.standing == row.standing)
    #expect(view.siblings.count == state.siblings(of: "f").count)
    #expect(view.value?.text == row.shown.first ?? nil)
  }

  struct Row: CustomTestStringConvertible {
    let policy: Policy
    let siblings: String
    /// nil for a null among the versions of a conflict.
    let shown: [String?]
    let standing: FieldView.Standing
    var testDescription: String { "\(policy): \(siblings)" }

    init(
      _ policy: Policy, _ siblings: String, _ shown: [String?], _ standing: FieldView.Standing
    ) {
      self.policy = policy
      self.siblings = siblings
      self.shown = shown
      self.standing = standing
    }
  }

  static let cases = latest + keepAll + union + strictest + perPerson

  private static let latest = [
    Row(.latest, "", [], .plain),
    Row(.latest, "a@anna:1", ["a"], .plain),
    Row(.latest, "a@anna:1 b@bob:2", ["b"], .parallelEdit),
    Row(.latest, "b@bob:2 a@anna:3 c@cas:1", ["a"], .parallelEdit),
    Row(.latest, "a@anna:1 a@bob:2", ["a"], .plain),
    // Bob comes before Anna in the order of dots, which decides where times are equal.
    Row(.latest, "a@anna:5 b@bob:5", ["a"], .parallelEdit),
    Row(.latest, "-@anna:9 b@bob:5", ["b"], .plain),
    Row(.latest, "-@anna:9", [], .plain),
    // A null is the empty field: nothing is shown, and it is seen that somebody wrote meanwhile.
    Row(.latest, "0@anna:9", [], .plain),
    Row(.latest, "0@anna:9 b@bob:5", [], .parallelEdit),
    Row(.latest, "0@anna:1 b@bob:5", ["b"], .parallelEdit),
  ]

  private static let keepAll = [.keepAll, .text].flatMap { policy in
    [
      Row(policy, "", [], .plain),
      Row(policy, "a@anna:1", ["a"], .plain),
      Row(policy, "a@anna:1 b@bob:2", ["b", "a"], .conflict),
      Row(policy, "a@anna:3 b@bob:2 c@cas:9", ["c", "a", "b"], .conflict),
      Row(policy, "a@anna:1 a@bob:2", ["a"], .plain),
      Row(policy, "a@anna:1 b@bob:2 a@cas:3", ["a", "b"], .conflict),
      Row(policy, "-@anna:1 b@bob:2", ["b"], .conflict),
      Row(policy, "0@anna:1", [], .plain),
      Row(policy, "0@anna:1 0@bob:2", [], .plain),
      Row(policy, "0@anna:1 b@bob:2", ["b", nil], .conflict),
      // One word in two spellings: two values.
      Row(policy, "caf\u{e9}@anna:1 cafe\u{301}@bob:2", ["cafe\u{301}", "caf\u{e9}"], .conflict),
    ]
  }

  private static let union = [
    Row(.union, "", [], .plain),
    Row(.union, "b@anna:9 a@bob:2 b@cas:3", ["a", "b"], .plain),
    Row(.union, "-@anna:9 a@bob:2", ["a"], .plain),
    Row(.union, "caf\u{e9}@anna:1 cafe\u{301}@bob:2", ["cafe\u{301}", "caf\u{e9}"], .plain),
  ]

  private static let strictest = [
    Row(.strictest(.signal), "none@anna:9 watch@bob:1", ["watch"], .parallelEdit),
    Row(.strictest(.signal), "urgent@anna:1 watch@bob:9 none@cas:9", ["urgent"], .parallelEdit),
    Row(.strictest(.signal), "watch@anna:1 watch@bob:9", ["watch"], .plain),
    Row(.strictest(.visibility), "public@anna:9 region@bob:1", ["region"], .parallelEdit),
    Row(.strictest(.visibility), "team@anna:1 own@bob:1 region@cas:9", ["own"], .parallelEdit),
    Row(.strictest(.consent), "given@anna:9 withdrawn@bob:1", ["withdrawn"], .parallelEdit),
    // What a newer version may have narrowed is not ours to widen.
    Row(.strictest(.visibility), "own@anna:9 niemand@bob:1", ["niemand"], .parallelEdit),
    // Two such values are told apart by their bytes, of which the longer text has the greater.
    Row(.strictest(.signal), "zorg@anna:9 brand@bob:1", ["brand"], .parallelEdit),
    // What was erased may have been anything, and counts as the most careful.
    Row(.strictest(.signal), "-@anna:9 none@bob:1", ["urgent"], .parallelEdit),
    Row(.strictest(.signal), "-@anna:9 urgent@bob:1", ["urgent"], .plain),
    Row(.strictest(.visibility), "-@anna:9", ["own"], .plain),
    Row(.strictest(.visibility), "-@anna:9 niemand@bob:1", ["niemand"], .parallelEdit),
    Row(.strictest(.consent), "-@anna:1 -@bob:2", ["withdrawn"], .plain),
    Row(.strictest(.consent), "", [], .plain),
  ]

  private static let perPerson = [
    Row(.perPerson, "yes@anna:1 no@bob:2", ["no", "yes"], .plain),
    Row(.perPerson, "yes@anna:1 no@anna2:2", ["no"], .parallelEdit),
    Row(.perPerson, "yes@anna:1 yes@anna2:2 yes@bob:3", ["yes", "yes"], .plain),
    Row(.perPerson, "yes@anna:1 no@bob^anna:2", ["no"], .parallelEdit),
    Row(.perPerson, "-@anna:2 yes@anna2:1 no@bob:1", ["yes", "no"], .plain),
    Row(.perPerson, "0@anna:2 no@bob:1", ["no"], .plain),
    Row(.perPerson, "0@anna:2 yes@anna2:1 no@bob:1", ["no"], .parallelEdit),
    Row(.perPerson, "0@anna:1 yes@anna2:2", ["yes"], .parallelEdit),
  ]

  @Test("equal values are shown once, and stay two in the state")
  func equal() {
    let state = Self.state("a@anna:1 a@bob:2")
    for policy in [Policy.latest, .keepAll, .text, .union, .strictest(.signal)] {
      let view = state.view(of: "f", policy: policy)
      #expect(view.shown == [Value("a")])
      #expect(view.siblings.map(\.dot) == ["1@bob", "1@anna"])
    }
  }

  @Test("a clock that runs ahead is held back by its first receipt")
  func receipts() {
    let state = Self.state("a@anna:9000 b@bob:5000")
    var receipts = Receipts()
    #expect(receipts.isEmpty)
    #expect(state.view(of: "f", policy: .latest, receipts: receipts).value == Value("a"))
    receipts.record("1@anna", 6_000)
    #expect(state.view(of: "f", policy: .latest, receipts: receipts).value == Value("a"))
    receipts.record("1@anna", 4_000)
    #expect(state.view(of: "f", policy: .latest, receipts: receipts).value == Value("b"))
    // The first receipt stands.
    receipts.record("1@anna", 8_000)
    #expect(receipts["1@anna"] == 4_000)
    #expect(
      state.view(of: "f", policy: .keepAll, receipts: receipts).shown == [Value("b"), Value("a")])
    receipts.record("1@bob", 9)
    #expect(receipts.sorted.map(\.dot) == ["1@bob", "1@anna"])
  }

  @Test("a value that is no text is beyond the scale, and so the most careful")
  func noText() throws {
    let made = Change.set("f", to: "own", "1@anna", kind: "fieldNote")
    for value in [Value.null, Value(7), Value(false)] {
      let operation = Operation(.set, field: "f", replaces: [], count: 1)
      let state = try DocumentState(applying: [
        made, .make("1@bob", after: "1@anna", [operation], values: [value]),
      ])
      #expect(state.view(of: "f", policy: .strictest(.visibility)).value == value)
    }
  }

  @Test("an erased value is told apart from one that never was")
  func erased() {
    #expect(Self.state("-@anna:1 a@bob:2").view(of: "f", policy: .keepAll).hasErased)
    #expect(!Self.state("a@anna:1").view(of: "f", policy: .keepAll).hasErased)
  }

  @Test("a view does not depend on the order in which changes came", arguments: Seeds.upTo(10))
  func anyOrder(seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    let history = History.random(deeds: 10, using: &generator)
    let whole = try history.whole
    let other = try history.state(hearing: history.deeds.map(\.number).shuffled(using: &generator))
    for policy in [Policy.latest, .keepAll, .union, .strictest(.signal), .perPerson] {
      for field in ["title", "themes"] as [Name] {
        #expect(
          whole.view(of: field, policy: policy) == other.view(of: field, policy: policy),
          Seeds.replay(seed))
      }
    }
  }

  /// A document whose field `f` holds these values, concurrently.
  private static func state(_ spelling: String) -> DocumentState {
    let made = Change.set("title", to: "x", "1@dirk", kind: "fieldNote")
    let changes = spelling.split(separator: " ").map { change(String($0)) }
    guard let state = try? DocumentState(applying: [made] + changes)
    else { preconditionFailure("\(spelling) does not apply") }
    return state
  }

  private static func change(_ spelling: String) -> Change {
    let parts = spelling.split { "@:".contains($0) }.map(String.init)
    let names = parts[1].split(separator: "^")
    let origin = names.count > 1 ? Cast.writer(names[1]).replica.rawValue : nil
    let writer = Cast.writer(names[0])
    let change = Change(
      header: ChangeHeader(
        counter: 1, document: History.document,
        time: HybridTime(milliseconds: UInt64(parts[2]) ?? 0),
        author: PersonID(rawValue: writer.replica.rawValue), context: "1@dirk",
        operations: [
          Operation(
            .set, field: "f", replaces: [], count: 1,
            origins: origin.map { [.init(dot: "1@dirk", author: PersonID(rawValue: $0))] } ?? [])
        ]),
      writer: writer,
      content: .init(salt: bytes(16, of: 1), values: [parts[0] == "0" ? .null : Value(parts[0])]))
    return parts[0] == "-" ? change.erased(.portable) : change
  }
}
