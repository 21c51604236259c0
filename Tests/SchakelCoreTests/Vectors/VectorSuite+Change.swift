import SchakelCore

extension VectorSuite {
  static let change = VectorSuite(
    name: "change", about: "Changes: header, operations, payload (spec/documents.md).",
    flags: [
      .init("Optional", "Has a key that is left out as a rule."),
      .init("Unknown", "Has a key that version 1 does not know."),
      .init("Erased", "The payload is erased."), .init("Unicode", "Bytes, not letters."),
    ],
    scenarios: { try validChanges() + refusedChanges() },
    answer: { try SchakelCoreTests.change($0).shown })

  private static func input(_ writer: Writer, _ bytes: [UInt8]) -> JSON {
    .object(.init("writer", .hex(writer.bytes)), .init("change", .hex(bytes)))
  }

  private static func scenario(_ comment: String, _ written: Written) -> Scenario {
    scenario(comment, [], written)
  }

  private static func scenario(
    _ comment: String, _ flags: [String], _ written: Written
  ) -> Scenario {
    Scenario(comment, flags, input(written.change.writer, written.change.encoded))
  }

  private static func validChanges() throws -> [Scenario] {
    let (anna, bram) = (Pen.anna(), Pen.bram())
    let made = anna.write(
      Draft(
        .example, .set("title", "Bankje bij de vijver"), .add("themes", "safety", "connectors"),
        kind: "fieldNote"))
    let state = try DocumentState.after(made)
    let edit = anna.write(Draft(.example, .set("title", "Bankje")), seeing: state)
    let others = bram.write(
      Draft(.example, .remove("themes", [Operation.Target(made.dot, index: 1)])), seeing: state)
    return [
      scenario("a change that makes a document", made),
      scenario("an edit of one's own: the context's writer is null", edit),
      scenario("an edit of another's: one element of a set goes", others),
      scenario("the same change, erased", ["Erased"], made.erased),
      scenario(
        "a deletion",
        bram.write(Draft(.example, .delete, reason: "staat er twee keer"), seeing: state)
      ),
      scenario("a restoration", bram.write(Draft(.example, .restore), seeing: state)),
      scenario(
        "a field is emptied", bram.write(Draft(.example, .set("title")), seeing: state)),
    ] + (try optionalKeys(state)) + unicode()
  }

  private static func optionalKeys(_ state: DocumentState) throws -> [Scenario] {
    let carla = Pen.carla()
    var keep = Edit.set("title", "Bankje", "Bank")
    keep.origins = [
      Operation.Origin(
        dot: Dot(writer: Pen.bram().writer, counter: 9), author: PersonID(rawValue: 7)),
      nil,
    ]
    return [
      scenario(
        "a settlement by a rule", ["Optional"],
        carla.write(
          Draft(.example, .set("body", "samen"), purpose: .resolution, rule: "text/1"),
          seeing: state)),
      scenario(
        "an undo that carries values again, with a reason", ["Optional"],
        carla.write(
          Draft(.example, keep, purpose: .undo, reason: "toch beter zo"), seeing: state)),
      scenario(
        "a copy of a document elsewhere", ["Optional"],
        carla.write(
          Draft(
            .other, .set("title", "Kopie"), kind: "fieldNote",
            origin: .document(space: SpaceID(rawValue: 3), document: .example)))),
      scenario(
        "the content of a void change, released", ["Optional"],
        carla.write(
          Draft(
            .other, .set("title", "Terug"), kind: "fieldNote", purpose: .release,
            origin: .change(Dot(writer: carla.writer, counter: 2), check: 0xc4ec_0002)))),
      Scenario(
        "a key from 32 on is passed over", ["Unknown"],
        input(carla.writer, ["18c8a10102"].patched(carla, state))),
    ]
  }

  private static func unicode() -> [Scenario] {
    let pen = Pen(0xd4)
    return [
      scenario(
        "one word in two spellings is two values", ["Unicode"],
        pen.write(Draft(.example, .add("themes", "caf\u{e9}", "cafe\u{301}"), kind: "fieldNote"))),
      scenario(
        "and two fields", ["Unicode"],
        pen.write(
          Draft(
            .other, .set("cafe\u{301}", "1"), .set("caf\u{e9}", "2"), kind: "caf\u{e9}Note"))),
    ]
  }
}

extension [String] {
  /// A change of `pen` whose header has one more key, which these bytes spell with its value.
  fileprivate func patched(_ pen: Pen, _ state: DocumentState) -> [UInt8] {
    let written = pen.write(Draft(.example, .set("title", "later")), seeing: state)
    var header = written.change.headerBytes
    header[0] += 1
    header += flatMap { Hex.decode($0) ?? [] }
    return Frame(header, written.change.payload).encoded
  }
}

/// A change as two strings of bytes, to be bent.
struct Frame {
  let header: [UInt8]
  let payload: Payload

  init(_ header: [UInt8], _ payload: Payload) {
    self.header = header
    self.payload = payload
  }

  var encoded: [UInt8] {
    var out = CBORWriter()
    guard case .intact(let bytes) = payload else { return [] }
    out.arrayHead(2)
    out.byteString(header)
    out.byteString(bytes)
    return out.bytes
  }
}
