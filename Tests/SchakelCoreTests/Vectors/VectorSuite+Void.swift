import SchakelCore

extension VectorSuite {
  static let void = VectorSuite(
    name: "void",
    about: "Voids and erasures among changes, step by step (spec/merge.md).",
    flags: [
      .init("Lifecycle", "Whether a void keeps a document alive."),
      .init("Erased", "An erasure, before or after the change."),
    ],
    scenarios: { try voids() + erasures() },
    answer: { input in
      var state = DocumentState()
      let outcomes = try input["steps"].items.map { try perform($0, on: &state) }
      let bytes = state.encoded()
      let share = try DocumentDigest.share(of: .example, state: bytes, hashing: .portable)
      return .object(
        .init("outcomes", .array(outcomes)), .init("state", .hex(bytes)),
        .init("share", .fixed64(share)), .init("lifecycle", .string("\(state.lifecycle)")))
    })

  private static func perform(_ step: JSON, on state: inout DocumentState) throws -> JSON {
    if !step["apply"].isNull {
      let change = try SchakelCoreTests.change(step["apply"])
      return try state.apply(change, check: try check(step["apply"]["check"])).shown
    }
    if !step["erase"].isNull {
      state.erase(try dot(step["erase"]))
      return ["erased"]
    }
    let void = step["void"]
    return state.recordVoid(
      try dot(void["dot"]), previous: try number(void["previous"]), check: try check(void["check"])
    ).shown
  }

  private static func apply(_ written: Written) -> JSON {
    .object(.init("apply", written.json))
  }

  private static func erase(_ written: Written) -> JSON {
    .object(.init("erase", .dot(written.dot)))
  }

  /// The void of a change that was written and then refused.
  private static func void(_ written: Written, previous: Int) -> JSON {
    .object(
      .init(
        "void",
        .object(
          .init("dot", .dot(written.dot)), .init("previous", .int(previous)),
          .init("check", .check(written.link.check)))))
  }

  private static func scenario(
    _ comment: String, _ flags: [String] = [], _ steps: JSON...
  ) -> Scenario {
    Scenario(
      comment, flags,
      .object(
        .init("document", .string(DocumentID.example.text)), .init("steps", .array(steps))))
  }

  private static func voids() throws -> [Scenario] {
    let (anna, bram) = (Pen.anna(), Pen.bram())
    let made = anna.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let refused = anna.write(Draft(.example, .set("title", "b")), seeing: one)
    let seen = try DocumentState.after(made, refused)
    let built = anna.write(Draft(.example, .set("title", "c")), seeing: seen)
    let gone = bram.write(Draft(.example, .delete), seeing: one)
    let alsoRefused = anna.write(
      Draft(.example, .set("title", "d")), seeing: try .after(made, refused, built))
    let v = void(refused, previous: 1)
    return [
      scenario("a void counts as seen and has no effect", [], apply(made), v),
      scenario("heard twice", [], apply(made), v, v),
      scenario(
        "another void under its dot", [], apply(made), v, void(forked(refused), previous: 1)),
      scenario("it waits for the change before it", [], v, apply(made), v),
      scenario(
        "what was written on top of it stands beside what it would have replaced", [], apply(made),
        v, apply(built)),
      scenario(
        "what was written on top of it waits for it", [], apply(made), apply(built), v, apply(built)
      ),
      scenario("a void of what is applied already", [], apply(made), apply(refused), v),
      scenario(
        "two voids, a change between them", [], apply(made), v, apply(built),
        void(alsoRefused, previous: 3)),
      scenario("a void that makes the document", [], void(made, previous: 0)),
      scenario(
        "a void does not keep a deleted document alive", ["Lifecycle"], apply(made), apply(gone), v),
      scenario(
        "nor in the other order", ["Lifecycle"], apply(made), v, apply(gone)),
      scenario(
        "a change after a void does", ["Lifecycle"], apply(made), apply(gone), v, apply(built)),
    ]
  }

  private static func forked(_ written: Written) -> Written {
    Written(change: written.change, link: Hashing.portable.sha256([1]))
  }

  private static func erasures() throws -> [Scenario] {
    let (anna, bram) = (Pen.anna(), Pen.bram())
    let made = anna.write(
      Draft(.example, .set("title", "a"), .set("body", "b"), kind: "connectorProfile"))
    let one = try DocumentState.after(made)
    let edit = bram.write(Draft(.example, .set("title", "c")), seeing: one)
    let gone = bram.write(Draft(.example, .delete), seeing: one)
    let flag = ["Erased"]
    return [
      scenario("all that a change brought is emptied", flag, apply(made), erase(made)),
      scenario("the same from an erased change", flag, apply(made.erased)),
      scenario("an erasure heard twice", flag, apply(made), erase(made), erase(made)),
      scenario("what another wrote stays", flag, apply(made), apply(edit), erase(made)),
      scenario("the same in another order", flag, apply(made), erase(made), apply(edit)),
      scenario("of a change that is not here", flag, apply(made), erase(edit)),
      scenario("a deletion mark stays whole", flag, apply(made), apply(gone), erase(gone)),
    ]
  }
}
