import SchakelCore
import Synchronization

/// Ed25519 signatures of scenarios, made beforehand: this package signs and verifies nothing. The
/// keys are the first three test keys of RFC 8032 §7.1; the reference reader verifies each signature.
///
/// When a scenario signs other bytes than before, a test says which; any program that signs with
/// the secret keys of the RFC makes the line that `Protocol/vectors/signatures.txt` then lacks.
enum Signatures {
  /// RFC 8032 §7.1, TEST 1: the devices of all scenarios.
  static let deviceKey = decoded("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
  /// RFC 8032 §7.1, TEST 2: the region.
  static let regionKey = decoded("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")

  /// RFC 8032 §7.1, TEST 3: another device, where a scenario has two keys.
  static let otherKey = decoded("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")

  /// What had to be signed and is not in the table: who, and the bytes.
  static let missing = Mutex<Set<String>>([])

  static func device(of message: [UInt8]) -> [UInt8] { signature("device", message) }

  static func region(of message: [UInt8]) -> [UInt8] { signature("region", message) }

  static func other(of message: [UInt8]) -> [UInt8] { signature("other", message) }

  /// Whether a signature is the one that was made for this, with this key.
  static func holds(_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool {
    let names = [(deviceKey, "device"), (regionKey, "region"), (otherKey, "other")]
    guard let name = names.first(where: { $0.0 == key })?.1 else { return false }
    return table[name + " " + Hex.encode(message)] == signature
  }

  /// Whether the seal's signature is the one that was made for it.
  static func holds(_ seal: Seal, in space: SpaceID) -> Bool {
    device(of: seal.message(in: space)) == seal.signature
  }

  /// One line each: who signed, what, the signature.
  private static let table: [String: [UInt8]] = {
    guard let bytes = try? VectorFolder.read("Protocol/vectors/signatures.txt") else { return [:] }
    var table: [String: [UInt8]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: " ").map(String.init)
      if parts.count == 3 { table[parts[0] + " " + parts[1]] = decoded(parts[2]) }
    }
    return table
  }()

  private static func signature(_ who: String, _ message: [UInt8]) -> [UInt8] {
    let line = who + " " + Hex.encode(message)
    if let found = table[line] { return found }
    missing.withLock { _ = $0.insert(line) }
    return [UInt8](repeating: 0, count: Seal.signatureBytes)
  }

  private static func decoded(_ text: String) -> [UInt8] { Hex.decode(text) ?? [] }
}
