import SchakelCore

extension VectorSuite {
  static let state = VectorSuite(
    name: "state", about: "Document states and their shares of a digest (spec/documents.md).",
    flags: [
      .init("Erased", "A content was erased."), .init("Void", "A writer's changes end in voids."),
      .init("Encoding", "An encoding that is refused."),
    ],
    scenarios: { try validStates() + refusedStates() },
    answer: { input in
      let bytes = try hex(input["state"])
      let state = try DocumentState(encoded: bytes)
      let share = try DocumentDigest.share(
        of: try SchakelCoreTests.document(input["document"]), state: bytes, hashing: .portable)
      return .object(
        .init("state", state.shown), .init("lifecycle", .string("\(state.lifecycle)")),
        .init("share", .fixed64(share)))
    })

  static func stateInput(_ bytes: [UInt8]) -> JSON {
    .object(.init("document", .string(DocumentID.example.text)), .init("state", .hex(bytes)))
  }

  private static func scenario(
    _ comment: String, _ flags: [String], _ state: DocumentState
  ) -> Scenario {
    Scenario(comment, flags, stateInput(state.encoded()))
  }

  private static func validStates() throws -> [Scenario] {
    let (anna, bram) = (Pen.anna(), Pen.bram())
    let made = anna.write(
      Draft(.example, .set("title", "a"), .add("themes", "x", "y"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let mine = anna.write(Draft(.example, .set("title", "b")), seeing: one)
    let theirs = bram.write(Draft(.example, .set("title", "c"), .delete), seeing: one)
    let both = try DocumentState.after(made, mine, theirs)
    var erased = both
    erased.erase(made.dot)
    var keep = Edit.set("title", "a", "c")
    keep.origins = [Operation.Origin(dot: made.dot, author: anna.person), nil]
    let settled = bram.write(Draft(.example, keep, purpose: .resolution), seeing: both)
    var voided = one
    _ = voided.recordVoid(
      Dot(writer: bram.writer, counter: 4), previous: 0, check: 0xdead_beef)
    var onlyVoid = DocumentState()
    _ = onlyVoid.recordVoid(Dot(writer: anna.writer, counter: 1), previous: 0, check: 1)
    return [
      scenario("nothing is known", [], DocumentState()), scenario("one change", [], one),
      scenario("two siblings and a deletion mark", [], both),
      scenario("an element of a set is erased", ["Erased"], erased),
      scenario(
        "values that were carried again", [], try .after(made, mine, theirs, settled)),
      scenario("a void after a change", ["Void"], voided),
      scenario("a void and nothing else", ["Void"], onlyVoid),
    ]
  }

  /// Structures that are refused, spelt out so that each is wrong in one way.
  private struct Parts {
    var kind = "6166"
    var maker = "820001"
    var vector =
      "86" + "4c00000000000000a100000001024400000002"
      + "4c00000000000000b200000001" + "054400000005"
    var table =
      "88" + "00021b018bcfe568000000480000000000000001"
      + "01051b018bcfe568000001480000000000000002"
    var fields = "84" + "6161" + "8200" + "01" + "6162" + "81820101"
    var ends = ""
    var contents = "83" + "6178" + "6179" + "617a"
    var erased = ""

    var bytes: [UInt8] {
      let parts = [ends.isEmpty ? "85" : "86", kind, maker, vector, table, fields, ends]
      var out = CBORWriter()
      out.arrayHead(erased.isEmpty ? 2 : 3)
      out.byteString(Hex.decode(parts.joined()) ?? [])
      out.encoded(Hex.decode(contents + erased) ?? [])
      return out.bytes
    }
  }

  private static func bent(_ comment: String, _ bend: (inout Parts) -> Void) -> Scenario {
    var parts = Parts()
    bend(&parts)
    return Scenario(comment, ["Encoding"], stateInput(parts.bytes))
  }

  private static func refusedStates() -> [Scenario] {
    tableRefusals + fieldRefusals + contentRefusals
  }

  private static var tableRefusals: [Scenario] {
    [
      bent("straight: each of the following is bent in one place") { _ in },
      bent("a kind and no change that gave it") { $0.maker = "f6" },
      bent("a maker and no kind") { $0.kind = "f6" },
      bent("an empty kind") { $0.kind = "60" },
      bent("a maker that is not in the vector") { $0.maker = "820201" },
      bent("a maker that was not seen") { $0.maker = "820003" },
      bent("a vector out of order") {
        $0.vector =
          "86" + "4c00000000000000b200000001054400000005"
          + "4c00000000000000a100000001024400000002"
      },
      bent("a dot whose writer is not in the vector") {
        $0.table =
          "88" + "00021b018bcfe568000000480000000000000001"
          + "02051b018bcfe568000001480000000000000002"
      },
      bent("a dot that was not seen") {
        $0.table =
          "88" + "00031b018bcfe568000000480000000000000001"
          + "01051b018bcfe568000001480000000000000002"
      },
      bent("dots out of order") {
        $0.table =
          "88" + "01051b018bcfe568000001480000000000000002"
          + "00021b018bcfe568000000480000000000000001"
      },
      bent("a dot of three items") { $0.table = "83" + "0002" + "01" },
      bent("a dot that nothing refers to") {
        ($0.fields, $0.contents) = ("82" + "6161" + "8100", "816178")
      },
    ]
  }

  private static var fieldRefusals: [Scenario] {
    [
      bent("a field of one item") { $0.fields = "81" + "6161" },
      bent("a field that holds nothing") {
        ($0.fields, $0.contents) = ("84" + "6161" + "820001" + "6162" + "80", "8261786179")
      },
      bent("fields out of order") {
        $0.fields = "84" + "6162" + "820001" + "6161" + "81820101"
      },
      bent("siblings out of order") {
        $0.fields = "84" + "6161" + "820100" + "6162" + "81820101"
      },
      bent("a sibling twice") { $0.fields = "84" + "6161" + "820000" + "6162" + "81820101" },
      bent("a sibling of a dot that is not in the table") {
        $0.fields = "84" + "6161" + "820002" + "6162" + "81820101"
      },
      bent("the first of several, spelt out") {
        $0.fields = "84" + "6161" + "820001" + "6162" + "81820100"
      },
      bent("the 4097th of several") {
        $0.fields = "84" + "6161" + "820001" + "6162" + "818201191000"
      },
      bent("an origin cut short") {
        $0.fields = "84" + "6161" + "820001" + "6162" + "81830101" + "01"
      },
      bent("no void ends, written out") { $0.ends = "80" },
      bent("a void end that ends where the vector does") { $0.ends = "820105" },
      bent("a void end of a writer that is not in the vector") { $0.ends = "820200" },
      bent("a sibling that is void") { $0.ends = "820104" },
      bent("void ends out of order") { $0.ends = "8401010001" },
    ]
  }

  private static var contentRefusals: [Scenario] {
    [
      bent("a content too few") { $0.contents = "82" + "6178" + "6179" },
      bent("a content too many") { $0.contents = "84" + "6178" + "6179" + "617a" + "617a" },
      bent("a content that is a tag") { $0.contents = "83" + "6178" + "6179" + "c001" },
      bent("no erased places, written out") { $0.erased = "80" },
      bent("an erased place whose content is not null") { $0.erased = "8100" },
      bent("an erased place beyond the contents") { $0.erased = "8103" },
      bent("erased places out of order") {
        ($0.contents, $0.erased) = ("83f6f6617a", "820100")
      },
      bent("a deletion mark that is no vector") {
        $0.fields = "84" + "60" + "820001" + "6162" + "81820101"
      },
      bent("a deletion mark that has seen more than the document") {
        ($0.fields, $0.contents) = (
          "84" + "60" + "8100" + "6162" + "8101",
          "82" + "83" + "4c00000000000000a100000001034400000003" + "6179"
        )
      },
      bent("bytes after the state") { $0.contents += "00" },
    ]
  }
}
