import Crypto

/// SHA-256 (FIPS 180-4) on the machine's fast path, for code that takes its hashing injected.
///
/// ```swift
/// var hasher = SHA256Hasher()
/// hasher.update(header)
/// hasher.update(payload)
/// let digest = hasher.finalize()  // 32 bytes
/// ```
///
/// A value type: a copy hashes on from where the original stood.
public struct SHA256Hasher: Sendable {
  /// Bytes in a digest.
  public static let digestLength = 32

  private var state = SHA256()

  /// A hasher that has seen nothing.
  public init() {}

  /// Takes in `bytes`. Linear in their count, no allocation.
  public mutating func update(_ bytes: [UInt8]) {
    // SAFETY: the buffer is read inside the closure only.
    unsafe bytes.withUnsafeBytes { unsafe state.update(bufferPointer: $0) }
  }

  /// The 32-byte digest of all that was taken in. The hasher may go on after it.
  public func finalize() -> [UInt8] {
    // SAFETY: the bytes of a local, copied during the call.
    unsafe state.finalize().withUnsafeBytes { unsafe Array($0) }
  }

  /// The digest of `bytes` at once.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    return hasher.finalize()
  }
}
