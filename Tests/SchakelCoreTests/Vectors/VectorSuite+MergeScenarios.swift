import SchakelCore

extension VectorSuite {
  static func mergeScenarios() throws -> [Scenario] {
    try policyScenarios() + orderScenarios() + lifecycleScenarios() + refusedScenarios()
      + settlingScenarios()
  }

  /// All orders of so many changes.
  static func permutations(_ count: Int) -> [[Int]] {
    guard count > 1 else { return [Array(0..<count)] }
    return permutations(count - 1).flatMap { shorter in
      (0..<count).map { place in
        Array(shorter[..<place]) + [count - 1] + Array(shorter[place...])
      }
    }
  }

  static func scenario(
    _ comment: String, _ flags: [String] = [], changes: [Written], orders: [[Int]]? = nil,
    policies: [(String, String)] = [("title", "keepAll")], receipts: [(Written, Int)] = []
  ) -> Scenario {
    Scenario(
      comment, flags,
      .object(
        .init("document", .string(DocumentID.example.text)),
        .init("changes", .array(changes.map(\.json))),
        .init(
          "orders",
          .array((orders ?? permutations(changes.count)).map { .array($0.map { .int($0) }) })),
        .init("policies", .object(policies.map { .init($0.0, .string($0.1)) })),
        .init("receipts", .array(receipts.map { [.dot($0.0.dot), .int($0.1)] }))))
  }

  /// Anna makes a document; then Bram and Carla each write without knowing of the other.
  struct Apart {
    let made: Written
    let bram: Written
    let carla: Written

    var changes: [Written] { [made, bram, carla] }

    init(
      _ first: Edit, _ second: Edit, _ third: Edit, _ times: (UInt64, UInt64) = (2000, 3000)
    ) throws {
      made = Pen.anna().write(Draft(.example, first, at: 1000, kind: "fieldNote"))
      let state = try DocumentState.after(made)
      bram = Pen.bram().write(Draft(.example, second, at: times.0), seeing: state)
      carla = Pen.carla().write(Draft(.example, third, at: times.1), seeing: state)
    }
  }

  private static func policyScenarios() throws -> [Scenario] {
    let titles = try Apart(.set("title", "a"), .set("title", "b"), .set("title", "c"))
    let equal = try Apart(.set("title", "a"), .set("title", "b"), .set("title", "b"))
    let everyPolicy = [
      "latest", "keepAll", "text", "union", "strictest signal", "perPerson",
    ]
    return try everyPolicy.map {
      scenario("two edits apart under \($0)", changes: titles.changes, policies: [("title", $0)])
    }
      + everyPolicy.map {
        scenario(
          "equal values, written apart, under \($0)", changes: equal.changes,
          policies: [("title", $0)])
      } + [
        scenario(
          "a field that neither touched, and one that nobody knows", changes: titles.changes,
          orders: [[0, 1, 2]], policies: [("body", "text"), ("other", "latest")])
      ] + strictest() + strictestErased() + cleared() + sets() + people() + receipts()
  }

  private static func strictest() throws -> [Scenario] {
    let table: [(String, String, String, String)] = [
      ("signal", "watch", "urgent", "urgent wins"), ("signal", "urgent", "none", "in either order"),
      ("visibility", "public", "own", "the narrower wins"),
      ("visibility", "region", "team", "between the ends"),
      ("consent", "withdrawn", "given", "withdrawn wins"),
      ("signal", "urgent", "evacuate", "a word that is not on the scale is more careful"),
      ("signal", "Urgent", "urgent", "a word in other letters is not on the scale"),
      ("signal", "zz", "yy", "of two unknown words the greater bytes win"),
    ]
    return try table.map { row in
      let field = Name(row.0)
      let apart = try Apart(.set(field, "none"), .set(field, row.1), .set(field, row.2))
      return scenario(
        "strictest \(row.0): \(row.3)", changes: apart.changes,
        policies: [(row.0, "strictest \(row.0)")])
    }
  }

  /// What was erased counts as the last text of its scale.
  private static func strictestErased() throws -> [Scenario] {
    let table: [(String, String, String)] = [
      ("signal", "none", "watch"), ("visibility", "own", "public"),
      ("consent", "withdrawn", "given"), ("signal", "none", "evacuate"),
      ("visibility", "public", "own"),
    ]
    return try table.flatMap { row in
      let field = Name(row.0)
      let apart = try Apart(.set(field, "none"), .set(field, row.1), .set(field, row.2))
      let policies = [(row.0, "strictest \(row.0)")]
      return [
        scenario(
          "strictest \(row.0): one that was erased beside \(row.2)", ["Erased"],
          changes: [apart.made, apart.bram.erased, apart.carla], policies: policies),
        scenario(
          "strictest \(row.0): \(row.1) was erased, alone", ["Erased"],
          changes: [apart.made, apart.bram.erased], policies: policies),
      ]
    }
  }

  /// A null says that somebody cleared the field.
  private static func cleared() throws -> [Scenario] {
    let null = Edit.set("title", values: [.null])
    let policies = ["latest", "keepAll", "text", "perPerson", "union", "strictest signal"]
    let beside = try Apart(.set("title", "a"), null, .set("title", "c"))
    let after = try Apart(.set("title", "a"), .set("title", "b"), null)
    let twice = try Apart(.set("title", "a"), null, null)
    let flag = ["Cleared"]
    return policies.flatMap { policy in
      let title = [("title", policy)]
      return [
        scenario(
          "cleared, under \(policy)", flag, changes: [beside.made, beside.bram], policies: title),
        scenario(
          "cleared beside a later value, under \(policy)", flag, changes: beside.changes,
          policies: title),
        scenario(
          "cleared beside an earlier value, under \(policy)", flag, changes: after.changes,
          policies: title),
        scenario(
          "cleared twice, apart, under \(policy)", flag, changes: twice.changes, policies: title),
        scenario(
          "cleared beside what was erased, under \(policy)", flag + ["Erased"],
          changes: [beside.made, beside.bram, beside.carla.erased], policies: title),
      ]
    }
  }

  private static func sets() throws -> [Scenario] {
    let made = Pen.anna().write(
      Draft(.example, .add("themes", "safety", "connectors"), kind: "fieldNote"))
    let seen = try DocumentState.after(made)
    let removal = Pen.bram().write(
      Draft(.example, .remove("themes", [Operation.Target(made.dot, index: 0)])), seeing: seen)
    let again = Pen.carla().write(Draft(.example, .add("themes", "safety")), seeing: seen)
    let all = Pen.bram().write(Draft(.example, .remove("themes", [made.target])), seeing: seen)
    let longer = Pen.carla().write(
      Draft(.example, .add("themes", "zz", "aaaa", "b", "caf\u{e9}", "cafe\u{301}")), seeing: seen)
    let union = [("themes", "union")]
    return [
      scenario("an element goes, the others stay", changes: [made, removal], policies: union),
      scenario(
        "an element removed here and added there is in", changes: [made, removal, again],
        policies: union),
      scenario("a set is emptied", changes: [made, all], policies: union),
      scenario(
        "emptied here, added to there", changes: [made, all, again], policies: union),
      scenario(
        "elements are shown in the order of their bytes, the shorter first", ["Unicode"],
        changes: [made, longer], policies: union),
    ]
  }

  private static func people() throws -> [Scenario] {
    let (phone, tablet) = (Pen(0xa1, person: 5), Pen(0xa2, person: 5))
    let made = phone.write(Draft(.example, .set("vote", "yes"), at: 1000, kind: "poll"))
    let seen = try DocumentState.after(made)
    var carried = Edit.set("vote", "yes")
    carried.replaces = [made.target]
    carried.origins = [Operation.Origin(dot: made.dot, author: phone.person)]
    let other = Pen.bram().write(
      Draft(.example, .set("vote", "no", replaces: []), at: 2000), seeing: seen)
    let twice = tablet.write(
      Draft(.example, .set("vote", "no", replaces: []), at: 3000), seeing: seen)
    let same = tablet.write(
      Draft(.example, .set("vote", "yes", replaces: []), at: 3500), seeing: seen)
    let undo = Pen.carla().write(Draft(.example, carried, at: 4000, purpose: .undo), seeing: seen)
    let policy = [("vote", "perPerson")]
    return [
      scenario("one value a person", changes: [made, other], policies: policy),
      scenario("a person with two devices: the newest", changes: [made, twice], policies: policy),
      scenario(
        "a person who said the same on two devices", changes: [made, same], policies: policy),
      scenario(
        "a person's newer value is erased", ["Erased"], changes: [made, twice.erased],
        policies: policy),
      scenario(
        "a value carried again counts for who wrote it first", changes: [made, undo, twice],
        policies: policy),
    ]
  }

  private static func receipts() throws -> [Scenario] {
    let ahead = try Apart(
      .set("place", "a"), .set("place", "b"), .set("place", "c"), (9_000_000, 3000))
    let policy = [("place", "latest")]
    return [
      scenario(
        "a clock that runs ahead wins without receipts", ["Receipts"], changes: ahead.changes,
        policies: policy),
      scenario(
        "and gains nothing once the region has received it", ["Receipts"], changes: ahead.changes,
        policies: policy, receipts: [(ahead.bram, 2500), (ahead.carla, 4000)]),
      scenario(
        "of several receipts the first stands", ["Receipts"], changes: ahead.changes,
        policies: policy, receipts: [(ahead.bram, 5000), (ahead.bram, 2500)]),
      scenario(
        "of equal times the greater dot is the newer",
        changes: try Apart(
          .set("place", "a"), .set("place", "b"), .set("place", "c"), (3000, 3000)
        ).changes, policies: policy),
      scenario(
        "times compare with their counters, a receipt without", ["Receipts"],
        changes: ahead.changes, policies: policy, receipts: [(ahead.bram, 3000)]),
    ]
  }

  private static func orderScenarios() throws -> [Scenario] {
    let titles = try Apart(.set("title", "a"), .set("title", "b"), .set("title", "c"))
    let both = try DocumentState.after(titles.made, titles.bram, titles.carla)
    let anna = Pen.anna()
    let made = anna.write(Draft(.example, .set("title", "a"), at: 1000, kind: "fieldNote"))
    let settling = anna.write(
      Draft(.example, .set("title", "bc"), at: 5000, purpose: .resolution, reason: "allebei"),
      seeing: both)
    let late = Pen(0xd4).write(
      Draft(.example, .set("title", "d"), at: 4000), seeing: try .after(titles.made, titles.bram))
    let once = try DocumentState.after(made)
    let second = anna.write(Draft(.other, .set("title", "elders"), kind: "fieldNote"))
    _ = second
    let third = anna.write(Draft(.example, .set("body", "tekst")), seeing: once)
    return [
      scenario(
        "the same changes twice over", changes: titles.changes, orders: [[0, 1, 0, 2, 1, 2]]),
      scenario("a settlement", changes: titles.changes + [settling]),
      scenario(
        "a settlement beside an edit that had seen half of it",
        changes: titles.changes + [settling, late],
        orders: [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [0, 1, 4, 2, 3], [2, 4, 0, 3, 1]]),
      scenario(
        "a stream that leaps: its change in between is of another document",
        changes: [made, third], policies: [("title", "keepAll"), ("body", "text")]),
      scenario(
        "an erased change", ["Erased"],
        changes: [titles.made, titles.bram.erased, titles.carla]),
      scenario(
        "all erased", ["Erased"], changes: titles.changes.map(\.erased),
        policies: [("title", "latest")]),
    ]
  }

  private static func lifecycleScenarios() throws -> [Scenario] {
    let (anna, bram, carla) = (Pen.anna(), Pen.bram(), Pen.carla())
    let made = anna.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let gone = bram.write(Draft(.example, .delete, reason: "dubbel"), seeing: one)
    let goneToo = carla.write(Draft(.example, .delete), seeing: one)
    let edit = carla.write(Draft(.example, .set("title", "b")), seeing: one)
    let deleted = try DocumentState.after(made, gone)
    let back = anna.write(Draft(.example, .restore), seeing: deleted)
    let backEdited = Pen(0xd4).write(
      Draft(.example, .restore, .set("title", "c")), seeing: deleted)
    let contested = try DocumentState.after(made, gone, edit)
    let again = Pen(0xe5).write(Draft(.example, .delete), seeing: contested)
    let flag = ["Lifecycle"]
    return [
      scenario("deleted", flag, changes: [made, gone]),
      scenario("deleted twice, apart", flag, changes: [made, gone, goneToo]),
      scenario(
        "edited by somebody who had not seen the deletion", flag, changes: [made, gone, edit]),
      scenario("restored", flag, changes: [made, gone, back]),
      scenario("restored and edited at once", flag, changes: [made, gone, backEdited]),
      scenario(
        "restored by one, deleted again by another, apart", flag,
        changes: [made, gone, edit, again, back],
        orders: [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 0, 4, 2, 3]]),
      scenario("a contested document, deleted again", flag, changes: [made, gone, edit, again]),
      scenario(
        "deleted by an erased change", ["Lifecycle", "Erased"], changes: [made, gone.erased]),
    ]
  }

  private static func refusedScenarios() throws -> [Scenario] {
    let made = Pen.anna().write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let other = Pen.anna().write(Draft(.example, .set("title", "z"), kind: "fieldNote"))
    let onOther = Pen.bram().write(
      Draft(.example, .set("title", "b")), seeing: try .after(other))
    let madeAgain = Pen.bram().write(Draft(.example, .set("title", "b"), kind: "successStory"))
    let bram = Pen.bram()
    let first = bram.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let forgetful = bram.write(Draft(.example, .set("title", "c")), seeing: try .after(made))
    let flag = ["Refused"]
    return [
      scenario(
        "another change under a dot that is known", flag, changes: [made, other], orders: [[0, 1]]),
      scenario("an edit of a forked history", flag, changes: [made, onOther], orders: [[0, 1]]),
      scenario("a document made twice", flag, changes: [made, madeAgain], orders: [[0, 1]]),
      scenario(
        "a writer that forgets its own edit", flag, changes: [made, first, forgetful],
        orders: [[0, 1, 2]]),
      scenario("a change that waits for ever", flag, changes: [first], orders: [[0], [0, 0]]),
    ]
  }
}
