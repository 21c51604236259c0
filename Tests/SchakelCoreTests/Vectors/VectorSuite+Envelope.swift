import SchakelCore

extension VectorSuite {
  /// What the core makes of an envelope: its parts. That it opens to its body is for whoever has a
  /// cipher: the reference reader, and `SchakelKeys` in the Client package.
  static let envelope = VectorSuite(
    name: "envelope", about: "Bundles under a passphrase (spec/bundle.md).",
    flags: [.init("Spelling", "The passphrase is not in Unicode's form C as it stands.")],
    scenarios: { envelopes() + refusedEnvelopes() },
    answer: { input in
      let bundle = try SealedBundle(encoded: try hex(input["file"]))
      return .object(
        .init("logRounds", .int(Int(bundle.cost.logRounds))),
        .init("blockSize", .int(Int(bundle.cost.blockSize))),
        .init("parallelism", .int(Int(bundle.cost.parallelism))),
        .init("salt", .hex(bundle.cost.salt)),
        .init("associatedData", .hex(SealedBundle.associatedData(bundle.cost))),
        .init("sealed", .hex(bundle.sealed)))
    })

  /// Sealed by the reference reader's cipher, once: the core has none.
  private static let head = Hex.encode(Bundle.magic) + "8301"
  private static let salt = "50000102030405060708090a0b0c0d0e0f"
  private static let sealed =
    "5827a0a1a2a3a4a5a6a7a8a9aaab2f719fd4e8e30e2326d97f6ffc447edac4d55b7c9da38e1d804a03"
  private static let body = "a10148" + Pen.space.text

  private static func scenario(
    _ comment: String, _ file: String, _ passphrase: String, _ flags: [String] = []
  ) -> Scenario {
    Scenario(
      comment, flags,
      .object(
        .init("file", .string(file)), .init("passphrase", .string(passphrase)),
        .init("body", .string(body))))
  }

  private static func envelopes() -> [Scenario] {
    let other =
      head + "85010b0402" + "500f0e0d0c0b0a09080706050403020100"
      + "5827abaaa9a8a7a6a5a4a3a2a1a0e73bea6db5e6027690983bc064f2b1892a57ab50ca8db248576856"
    return [
      scenario("an empty bundle", head + "85010a0801" + salt + sealed, "een lange wachtzin"),
      scenario("other parameters", other, "caf\u{e9} om de hoek"),
      scenario("the same, typed on another device", other, "cafe\u{301} om de hoek", ["Spelling"]),
    ]
  }

  /// Refused by what stands there, before any work is done.
  private static func refusedEnvelopes() -> [Scenario] {
    let short = "581b" + String(repeating: "00", count: 27)
    let faults: [(String, String)] = [
      ("a bundle in the clear", head + "f6" + "4b" + body),
      ("no bundle", "00" + "85010a0801" + salt + sealed),
      ("a later version", Hex.encode(Bundle.magic) + "8302" + "85010a0801" + salt + sealed),
      ("another sort of envelope", head + "85020a0801" + salt + sealed),
      ("no rounds", head + "8501000801" + salt + sealed),
      ("too many rounds", head + "8501150801" + salt + sealed),
      ("too much memory", head + "8501120901" + salt + sealed),
      ("a block of nothing", head + "85010a0001" + salt + sealed),
      ("no work at all", head + "85010a0800" + salt + sealed),
      ("the work five times", head + "85010a0805" + salt + sealed),
      ("a number of two bytes", head + "85010a19010001" + salt + sealed),
      ("a short salt", head + "85010a0801" + "4f000102030405060708090a0b0c0d0e" + sealed),
      ("no room for nonce and tag", head + "85010a0801" + salt + short),
      ("cut", head + "85010a0801" + salt + sealed.dropLast(2)),
      ("bytes after the end", head + "85010a0801" + salt + sealed + "00"),
    ]
    return faults.map { Scenario($0.0, [], .object(.init("file", .string($0.1)))) }
  }
}
