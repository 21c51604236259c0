/// How SHA-256 is computed. The core's own is portable; a host that has a faster one (a processor's
/// instructions, a vetted library) injects it, and every hash in Schakel goes through it.
public struct Hashing: Sendable {
  /// SHA-256 (FIPS 180-4) of all the bytes.
  public let sha256: @Sendable ([UInt8]) -> Digest

  /// - Parameter sha256: must give what FIPS 180-4 says for every input, on any thread: replicas
  ///   that hash differently take each other for forged.
  public init(sha256: @escaping @Sendable ([UInt8]) -> Digest) { self.sha256 = sha256 }

  /// The portable implementation of this module.
  public static let portable = Hashing(sha256: { SHA256.hash($0) })
}
