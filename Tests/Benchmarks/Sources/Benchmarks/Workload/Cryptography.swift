public import SchakelCore
public import SchakelStore
import Synchronization

/// The cryptography that replicas, regions and checks are handed: an app's own, or ``standIn``.
///
/// Handed in, so that this library builds without it: swift-crypto takes minutes in release, and what
/// is counted is Schakel's work.
public struct Cryptography: Sendable {
  /// A device's or a region's key.
  public struct Key: Sendable {
    /// Thirty-two bytes.
    public let publicKey: [UInt8]
    /// The signature over a message, of sixty-four bytes.
    public let sign: @Sendable (_ message: [UInt8]) -> [UInt8]

    public init(
      publicKey: [UInt8], sign: @escaping @Sendable (_ message: [UInt8]) -> [UInt8]
    ) {
      self.publicKey = publicKey
      self.sign = sign
    }
  }

  let hashing: Hashing
  let makeKey: @Sendable () -> Key
  /// Whether a signature over a message was made with the private half of a public key.
  let holds: @Sendable (_ signature: [UInt8], _ message: [UInt8], _ publicKey: [UInt8]) -> Bool
  /// The place of the first signature that does not hold.
  let firstFalse: @Sendable ([AuditSignature]) -> Int?
  /// A cipher with a key of its own; nil where the cryptography stands in for an app's, so that
  /// figures mean nothing.
  let makeCipher: (@Sendable () -> any ContentCipher)?

  public init(
    hashing: Hashing, makeKey: @escaping @Sendable () -> Key,
    holds:
      @escaping @Sendable (
        _ signature: [UInt8], _ message: [UInt8], _ publicKey: [UInt8]
      ) -> Bool,
    firstFalse: @escaping @Sendable ([AuditSignature]) -> Int?,
    makeCipher: (@Sendable () -> any ContentCipher)?
  ) {
    self.hashing = hashing
    self.makeKey = makeKey
    self.holds = holds
    self.firstFalse = firstFalse
    self.makeCipher = makeCipher
  }

  /// The core's own SHA-256, and for a signature the hash of public key and message, twice: as long
  /// as Ed25519's, and worth nothing to anybody who is not on their own machine.
  public static let standIn = Cryptography(
    hashing: .portable,
    makeKey: {
      let number = madeKeys.add(1, ordering: .relaxed).newValue
      let publicKey = Hashing.portable.sha256(Array("key \(number)".utf8)).bytes
      return Key(publicKey: publicKey) { signature(over: $0, by: publicKey) }
    },
    holds: { $0 == signature(over: $1, by: $2) },
    firstFalse: { all in
      all.firstIndex { $0.signature != signature(over: $0.message, by: $0.key) }
    },
    makeCipher: nil)

  private static func signature(over message: [UInt8], by publicKey: [UInt8]) -> [UInt8] {
    let hash = Hashing.portable.sha256(publicKey + message).bytes
    return hash + hash
  }
}

/// How many keys that stand in were made: no two are the same, and each run makes the same.
private let madeKeys = Atomic<Int>(0)
