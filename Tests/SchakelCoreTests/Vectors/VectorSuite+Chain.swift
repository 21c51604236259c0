import SchakelCore

extension VectorSuite {
  static let chain = VectorSuite(
    name: "chain",
    about: "Streams as hash chains, and seals over them, with the first Ed25519 test key of "
      + "RFC 8032 §7.1 (spec/documents.md).",
    flags: [
      .init("Erased", "A payload is erased; links stay."),
      .init("Unread", "A change that cannot be read has a link all the same."),
      .init("Forged", "The signature does not hold."),
      .init("Link", "Of a change there is the link alone, as a run carries it."),
    ],
    scenarios: { try streams() },
    answer: { input in
      let stream = Stream(
        space: try identifier(input["space"]), writer: try writer(input["writer"]))
      let genesis = Chain.genesis(of: stream, hashing: .portable)
      var tip = genesis
      let links = try input["changes"].items.map { json in
        tip = try link(of: try hex(json), after: tip)
        return JSON.hex(tip.bytes)
      }
      let seal = Seal(
        writer: stream.writer, counter: UInt64(links.count), tip: tip,
        signature: try hex(input["signature"]))
      var out = CBORWriter()
      seal.encode(to: &out)
      return .object(
        .init("genesis", .hex(genesis.bytes)), .init("links", .array(links)),
        .init("sealed", .hex(seal.message(in: stream.space))), .init("seal", .hex(out.bytes)),
        .init("signatureHolds", .bool(Signatures.holds(seal, in: stream.space))))
    })

  private static func link(of item: [UInt8], after tip: Digest) throws -> Digest {
    if case .link(let link) = RunItem(item) { return link }
    return try ChangeFrame(encoded: item).link(after: tip, hashing: .portable)
  }

  private static func streams() throws -> [Scenario] {
    let anna = Pen.anna()
    let made = anna.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let one = try DocumentState.after(made)
    let edit = anna.write(Draft(.example, .set("title", "b")), seeing: one)
    let last = anna.write(Draft(.other, .set("title", "c"), kind: "fieldNote"))
    let changes = [made, edit, last].map(\.change)
    let erased = [made.change, edit.erased.change, last.change]
    let unread = Frame(Array("no header".utf8), .intact(Array("no payload".utf8))).encoded
    let elsewhere = Pen(0xa1, space: SpaceID(rawValue: 9))
    return try [
      stream("three changes", [], anna, changes.map(\.encoded)),
      stream("one of them erased", ["Erased"], anna, erased.map(\.encoded)),
      stream("one of them no change at all", ["Unread"], anna, [made.change.encoded, unread]),
      stream("the first alone", [], anna, [made.change.encoded]),
      stream(
        "of one of them the link alone", ["Link"], anna,
        [made.change.encoded, RunItem.link(edit.link).encoded, last.change.encoded]),
      stream(
        "another link in its place: everything behind it is another stream", ["Link"], anna,
        [made.change.encoded, RunItem.link(last.link).encoded, last.change.encoded]),
      stream("links alone", ["Link"], anna, [made, edit].map { RunItem.link($0.link).encoded }),
      stream("the same change in another space", [], elsewhere, [made.change.encoded]),
      stream(
        "the same in another incarnation", [], Pen(0xa1, incarnation: 2), [made.change.encoded]),
      stream(
        "a signature that was altered", ["Forged"], anna, changes.map(\.encoded), forged: true),
    ]
  }

  private static func stream(
    _ comment: String, _ flags: [String], _ pen: Pen, _ changes: [[UInt8]], forged: Bool = false
  ) throws -> Scenario {
    var tip = Chain.genesis(of: Stream(space: pen.space, writer: pen.writer), hashing: .portable)
    for change in changes {
      tip = try link(of: change, after: tip)
    }
    let message = Seal.message(
      stream: Stream(space: pen.space, writer: pen.writer), counter: UInt64(changes.count), tip: tip
    )
    var signature = Signatures.device(of: message)
    if forged { signature[0] ^= 1 }
    return Scenario(
      comment, flags,
      .object(
        .init("space", .string(pen.space.text)), .init("writer", .hex(pen.writer.bytes)),
        .init("changes", .array(changes.map(JSON.hex))),
        .init("publicKey", .hex(Signatures.deviceKey)), .init("signature", .hex(signature))))
  }
}
