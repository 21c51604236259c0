import SchakelCore

extension VectorSuite {
  static let bundle = VectorSuite(
    name: "bundle", about: "Bundles (spec/bundle.md).",
    flags: [.init("Unknown", "Has a key that version 1 does not know.")],
    scenarios: { try bundles() },
    answer: { try Bundle(encoded: try hex($0)).shown })

  private static func bundles() throws -> [Scenario] {
    let anna = Pen.anna()
    let written = anna.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let message = Seal.message(
      stream: Stream(space: anna.space, writer: anna.writer), counter: 1, tip: anna.tip)
    let seal = Seal(
      writer: anna.writer, counter: 1, tip: anna.tip, signature: Signatures.device(of: message))
    let run = ChangeRun(
      writer: anna.writer, first: 1, changes: [written.change.encoded], seal: seal)
    let device = LogEntry.Device(
      replica: anna.writer.replica, person: anna.person, publicKey: Signatures.deviceKey,
      status: .active, time: 1)
    let full = Bundle(space: anna.space, runs: [run], devices: [device]).encoded
    let empty = Bundle(space: anna.space, runs: [], devices: []).encoded
    return [
      Scenario("a run with its seal and its writer's device", [], .hex(full)),
      Scenario("an empty bundle", [], .hex(empty)),
      Scenario(
        "a run with a change that was refused, and the region's word on it", [],
        .hex(try pastVoid(device).encoded)),
      Scenario(
        "keys from 32 on are passed over", ["Unknown"],
        .string(head + "8301f6" + "4e" + "a2" + space + "18206161")),
    ] + refused(empty).map { Scenario($0.0, [], .string($0.1)) }
  }

  private static let head = Hex.encode(Bundle.magic)
  private static let space = "0148" + Pen.space.text

  /// As somebody carries it on who never had the bytes of the second change.
  private static func pastVoid(_ device: LogEntry.Device) throws -> Bundle {
    let pen = Pen.anna()
    let made = pen.write(Draft(.example, .set("title", "a"), kind: "fieldNote"))
    let refused = pen.write(Draft(.example, .set("title", "b")), seeing: try .after(made))
    let built = pen.write(Draft(.example, .set("title", "c")), seeing: try .after(made, refused))
    let message = Seal.message(
      stream: Stream(space: pen.space, writer: pen.writer), counter: 3, tip: pen.tip)
    let seal = Seal(
      writer: pen.writer, counter: 3, tip: pen.tip, signature: Signatures.device(of: message))
    let run = ChangeRun(
      writer: pen.writer, first: 1,
      changes: [
        made.change.encoded, RunItem.link(refused.link).encoded, built.change.encoded,
      ], seal: seal)
    let void = LogEntry.Void(
      dot: refused.dot, link: refused.link, document: .example, previous: 1, reason: .tooLarge,
      received: 1_700_000_001_000
    ).signed(in: pen.space, by: Signatures.region)
    return Bundle(space: pen.space, runs: [run], devices: [device], voids: [void])
  }

  private static func refused(_ empty: [UInt8]) -> [(String, String)] {
    let map = "8301f6"
    let receipt = "8402" + "4c00000000000000a100000001" + "0100"
    return [
      ("nothing", ""), ("another first byte", "54" + String(Hex.encode(empty).dropFirst(2))),
      ("the first bytes and nothing else", head),
      ("another version", head + "8302f6" + "4b" + "a1" + space),
      ("an encryption that is not known", head + "8301a0" + "4b" + "a1" + space),
      ("a body that is no bytes", head + "8301f680"),
      ("a body that is no map", head + map + "4180"),
      ("a body without its space", head + map + "41a0"),
      ("an unknown key below 32", head + map + "4d" + "a2" + space + "0500"),
      ("keys out of order", head + map + "57" + "a2" + space + space),
      ("no runs, written out", head + map + "4d" + "a2" + space + "0280"),
      ("no devices, written out", head + map + "4d" + "a2" + space + "0380"),
      ("no voids, written out", head + map + "4d" + "a2" + space + "0480"),
      ("bytes after the body", head + map + "4c" + "a1" + space + "00"),
      ("bytes after the bundle", Hex.encode(empty) + "00"),
      ("a device that is another entry", head + map + "581e" + "a2" + space + "0381" + receipt),
      ("a void that is another entry", head + map + "581e" + "a2" + space + "0481" + receipt),
    ]
  }
}
