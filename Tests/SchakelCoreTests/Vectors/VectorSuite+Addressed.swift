import SchakelCore

extension VectorSuite {
  /// What the core makes of an envelope: its parts, and what goes into opening it. That it opens to its
  /// body is for whoever has a cipher: the reference reader, and `SchakelKeys` of Client and Server.
  static let addressed = VectorSuite(
    name: "addressed", about: "Bundles to the region's key (spec/bundle.md).",
    scenarios: { addressedBundles() + refusedAddressed() },
    answer: { input in
      let bundle = try AddressedBundle(encoded: try hex(input["file"]))
      let head = AddressedBundle.associatedData(
        recipient: bundle.recipient, encapsulated: bundle.encapsulated)
      return .object(
        .init("recipient", .hex(bundle.recipient)),
        .init("encapsulated", .hex(bundle.encapsulated)),
        .init("info", .hex(AddressedBundle.info(region: try hex(input["regionKey"])))),
        .init("associatedData", .hex(head)), .init("sealed", .hex(bundle.sealed)))
    })

  /// Bob's key pair of RFC 7748 §6.1.
  private static let secret = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"
  private static let key = "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
  /// Of the secret whose bytes count from 0 to 31: a sender of this vector alone.
  private static let encapsulated =
    "8f40c5adb68f25624ae5b214ea767a6ec94d829d3d7b5e1ad1ba6f3e2138285f"
  /// Sealed once, by the reference reader's key schedule: the core has no cipher.
  private static let sealed = "581bf5a6843341bb197d4b6828248d13aceea22a12b9d48b6a9502c6e5"
  private static let body = "a10148" + Pen.space.text
  private static let head = Hex.encode(Bundle.magic) + "8301"
  private static let addressing = "8302" + "5820" + key + "5820" + encapsulated

  private static func addressedBundles() -> [Scenario] {
    [
      Scenario(
        "an empty bundle", [],
        .object(
          .init("file", .string(head + addressing + sealed)), .init("secret", .string(secret)),
          .init("regionKey", .hex(Signatures.regionKey)), .init("body", .string(body))))
    ]
  }

  /// Refused by what stands there, before any work is done.
  private static func refusedAddressed() -> [Scenario] {
    let short = "4f" + String(repeating: "00", count: 15)
    let other = String(addressing.dropFirst(4))
    let keys = (short: "581f" + key.dropLast(2), whole: "5820" + key)
    let capsules = (short: "581f" + encapsulated.dropLast(2), whole: "5820" + encapsulated)
    let faults: [(String, String)] = [
      ("a bundle in the clear", "\(head)f64b\(body)"),
      ("no bundle", "00\(addressing)\(sealed)"),
      ("a later version", "\(Hex.encode(Bundle.magic))8302\(addressing)\(sealed)"),
      ("under a passphrase", "\(head)85010a080150\(key.prefix(32))\(sealed)"),
      ("another sort of envelope", "\(head)8303\(other)\(sealed)"),
      ("an envelope of four items", "\(head)8402\(other)00\(sealed)"),
      ("a short key", "\(head)8302\(keys.short)\(capsules.whole)\(sealed)"),
      ("a short encapsulated key", "\(head)8302\(keys.whole)\(capsules.short)\(sealed)"),
      ("no room for a tag", "\(head)\(addressing)\(short)"),
      ("cut", "\(head)\(addressing)\(sealed.dropLast(2))"),
      ("bytes after the end", "\(head)\(addressing)\(sealed)00"),
    ]
    return faults.map {
      Scenario(
        $0.0, [],
        .object(
          .init("file", .string($0.1)), .init("regionKey", .hex(Signatures.regionKey))))
    }
  }
}
