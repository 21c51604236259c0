import Foundation
import SchakelCore
import SchakelKeys

/// The key that `unlock` leaves for the commands that follow, until its time is over: a file of this
/// user alone, in memory (`MemoryFolder`), under a name that tells the home and the passphrase.
struct LeftKey {
  let key: DataKey
  /// Milliseconds since 1970 (UTC).
  let from: UInt64
  let until: UInt64

  /// A clock that was put back lets nobody in for longer.
  func holds(at now: UInt64) -> Bool { now >= from && now < until }
}

/// Keeps keys that were left, each for a home.
struct LeftKeys {
  /// nil where there is no place in memory: nothing is kept then.
  let folder: String?

  /// What was left and holds now. What does not is taken away.
  func read(for home: String, _ wrapped: WrappedKey, at now: UInt64) throws -> LeftKey? {
    guard let file = file(for: home, wrapped), let bytes = try? file.read() else { return nil }
    guard let left = try? LeftKey(encoded: bytes), left.holds(at: now) else {
      try file.remove()
      return nil
    }
    return left
  }

  /// Leaves a key; false where there is no place for it.
  func leave(_ left: LeftKey, for home: String, _ wrapped: WrappedKey) throws -> Bool {
    guard let file = file(for: home, wrapped) else { return false }
    try file.write(left.encoded)
    return true
  }

  /// Answers whether there was one.
  func forget(for home: String, _ wrapped: WrappedKey) throws -> Bool {
    guard let file = file(for: home, wrapped) else { return false }
    let wasThere = FileManager.default.fileExists(atPath: file.path)
    try file.remove()
    return wasThere
  }

  /// Another passphrase has another salt: what was left under the one before is found no more.
  private func file(for home: String, _ wrapped: WrappedKey) -> SecretFile? {
    guard let folder else { return nil }
    let place = URL(filePath: home).standardizedFileURL.resolvingSymlinksInPath().path
    let name = Hashing.crypto.sha256(Array(place.utf8) + [0] + wrapped.cost.salt)
    return SecretFile(path: "\(folder)/\(name.text).key")
  }
}

extension LeftKey {
  private static let version: UInt64 = 1

  var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(4)
    out.unsigned(Self.version)
    out.unsigned(from)
    out.unsigned(until)
    out.byteString(key.bytes)
    return out.bytes
  }

  init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try reader.arrayHead(exactly: 4)
    guard try reader.unsigned() == Self.version else { throw reader.fail(.unsupported) }
    from = try reader.milliseconds()
    until = try reader.milliseconds()
    let key = DataKey(bytes: try reader.byteString(count: AESContentCipher.keyBytes))
    try reader.finish()
    guard let key else { throw reader.fail(.shape) }
    self.key = key
  }
}
