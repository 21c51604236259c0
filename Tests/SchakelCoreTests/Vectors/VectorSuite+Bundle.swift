import SchakelCore

extension VectorSuite {
  static let bundle = VectorSuite(
    name: "bundle", about: "Bundles (spec/bundle.md).",
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
    let head = Hex.encode(Bundle.magic)
    let body = "4c8348" + anna.space.text + "8080"
    let refused: [(String, String)] = [
      ("nothing", ""), ("another first byte", "54" + String(Hex.encode(empty).dropFirst(2))),
      ("the first bytes and nothing else", head), ("another version", head + "8302f6" + body),
      ("an encryption that is not known", head + "8301a0" + body),
      ("a body that is no bytes", head + "8301f680"),
      ("a body of two items", head + "8301f6" + "4b8248" + anna.space.text + "80"),
      ("bytes after the body", head + "8301f6" + "4d8348" + anna.space.text + "808000"),
      ("bytes after the bundle", Hex.encode(empty) + "00"),
      (
        "a device that is another entry",
        head + "8301f6" + "581d8348" + anna.space.text + "8081"
          + "8402" + "4c00000000000000a100000001" + "0100"
      ),
    ]
    return [
      Scenario("a run with its seal and its writer's device", [], .hex(full)),
      Scenario("an empty bundle", [], .hex(empty)),
    ] + refused.map { Scenario($0.0, [], .string($0.1)) }
  }
}
