import SchakelCore

extension VectorSuite {
  static let join = VectorSuite(
    name: "join",
    about: "States of one document, joined in every order and grouping, each once or twice; the "
      + "outcome is the same (spec/merge.md).",
    flags: [
      .init("Erased", "One side has obeyed an erasure."), .init("Void", "A side knows a void."),
    ],
    scenarios: { try joins() },
    answer: { input in
      let states = try input["states"].items.map { try DocumentState(encoded: try hex($0)) }
      let joined = orders(of: states).map { order in
        order.reduce(into: DocumentState()) { $0.join($1) }.encoded()
      }
      guard Set(joined).count == 1, let state = joined.first else { throw BadInput(input) }
      return .object(.init("state", .hex(state)))
    })

  private static func orders(of states: [DocumentState]) -> [[DocumentState]] {
    let reversed = Array(states.reversed())
    return [
      states, reversed, states + states, reversed + states, Array(states.dropFirst() + states),
    ]
  }

  private static func scenario(
    _ comment: String, _ flags: [String] = [], _ states: DocumentState...
  ) -> Scenario {
    Scenario(
      comment, flags, .object(.init("states", .array(states.map { .hex($0.encoded()) }))))
  }

  private static func joins() throws -> [Scenario] {
    let (anna, bram, carla) = (Pen.anna(), Pen.bram(), Pen.carla())
    let made = anna.write(
      Draft(.example, .set("title", "a"), .add("themes", "x", "y"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let left = bram.write(Draft(.example, .set("title", "b")), seeing: one)
    let right = carla.write(
      Draft(.example, .set("title", "c"), .remove("themes", [made.target])), seeing: one)
    let both = try DocumentState.after(made, left, right)
    let settled = anna.write(Draft(.example, .set("title", "bc")), seeing: both)
    let gone = anna.write(Draft(.example, .delete), seeing: one)
    var erased = one
    erased.erase(made.dot)
    var voided = one
    _ = voided.recordVoid(Dot(writer: bram.writer, counter: 9), previous: 0, check: 9)
    let l = try DocumentState.after(made, left)
    let r = try DocumentState.after(made, right)
    return [
      scenario("nothing with nothing", [], DocumentState()),
      scenario("nothing with something", [], DocumentState(), one),
      scenario("a state with what came before it", [], one, l),
      scenario("two edits apart", [], l, r),
      scenario("three states, one of them of all", [], l, r, both),
      scenario("a settlement with what it settled", [], try .after(made, left, right, settled), l),
      scenario("a removal with an edit elsewhere", [], r, l, one),
      scenario("a deletion with an edit", [], try .after(made, gone), l),
      scenario("an erasure that one side has obeyed", ["Erased"], erased, l),
      scenario("an erasure of a value that was replaced", ["Erased"], erased, r),
      scenario("a void that one side has seen", ["Void"], voided, r),
      scenario("voids on both sides", ["Void"], voided, try voidAfter(l, bram.writer)),
    ]
  }

  private static func voidAfter(_ state: DocumentState, _ writer: Writer) throws -> DocumentState {
    var state = state
    _ = state.recordVoid(Dot(writer: writer, counter: 5), previous: 1, check: 5)
    return state
  }
}
