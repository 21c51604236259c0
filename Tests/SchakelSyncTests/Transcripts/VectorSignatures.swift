import Foundation
import SchakelCore

/// The Ed25519 signatures of `Protocol/vectors/signatures.txt`: what is not in it was not signed.
///
/// Nothing is signed or verified here. The reference reader verifies those of the vectors.
struct VectorSignatures: Sendable {
  /// RFC 8032 §7.1, TEST 1: every device's.
  let deviceKey: [UInt8]
  /// RFC 8032 §7.1, TEST 2: the region's.
  let regionKey: [UInt8]
  private let table: [String: [UInt8]]

  init() throws {
    deviceKey = try bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    regionKey = try bytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    let file = SessionVector.folder.appending(path: "signatures.txt")
    var table: [String: [UInt8]] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      let parts = line.split(separator: " ")
      if parts.count == 3 { table["\(parts[0]) \(parts[1])"] = Hex.decode(String(parts[2])) }
    }
    self.table = table
  }

  /// Zeros, which hold for nothing, where the vectors have no signature over these bytes.
  func device(_ message: [UInt8]) -> [UInt8] { signature("device", message) }

  func region(_ message: [UInt8]) -> [UInt8] { signature("region", message) }

  func verify(_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool {
    let who = key == deviceKey ? "device" : key == regionKey ? "region" : "nobody"
    return table["\(who) \(Hex.encode(message))"] == signature
  }

  private func signature(_ who: String, _ message: [UInt8]) -> [UInt8] {
    table["\(who) \(Hex.encode(message))"] ?? [UInt8](repeating: 0, count: Seal.signatureBytes)
  }
}
