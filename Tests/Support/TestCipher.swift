import Foundation
import SchakelCore
public import SchakelStore

/// Stands in for a cipher where there is none: the root package has no cryptography. It hides words
/// from a search through files, and refuses what was altered or is of another place; it keeps no
/// secret from anybody who tries.
public struct TestCipher: ContentCipher {
  private let key: UInt64

  public init(key: UInt64 = 1) { self.key = key }

  /// `SCHAKEL_SEALED=1` runs the tests of the store on sealed replicas.
  public static let ofAllTests: (any ContentCipher)? =
    ProcessInfo.processInfo.environment["SCHAKEL_SEALED"] == nil ? nil : TestCipher()

  private static let nonceBytes = 8
  private static let tagBytes = 16

  public func seal(_ content: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    let nonce = UInt64.random(in: .min ... .max)
    return Self.bytes(nonce) + hidden(content, nonce) + tag(content, nonce, identity)
  }

  public func open(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    guard sealed.count >= Self.nonceBytes + Self.tagBytes else { return nil }
    let nonce = sealed.prefix(Self.nonceBytes).reduce(0) { $0 << 8 | UInt64($1) }
    let content = hidden(sealed.dropFirst(Self.nonceBytes).dropLast(Self.tagBytes), nonce)
    return sealed.suffix(Self.tagBytes) == tag(content, nonce, identity) ? content : nil
  }

  /// The content or, of what is hidden, the content again.
  private func hidden(_ content: some Collection<UInt8>, _ nonce: UInt64) -> [UInt8] {
    var random = SeededRandom(seed: key &* 0x9e37_79b9_7f4a_7c15 ^ nonce)
    return content.map { $0 ^ UInt8(truncatingIfNeeded: random.next()) }
  }

  private func tag(_ content: [UInt8], _ nonce: UInt64, _ identity: [UInt8]) -> ArraySlice<UInt8> {
    let digest = Hashing.portable.sha256(
      Self.bytes(key) + Self.bytes(nonce) + Self.bytes(UInt64(identity.count)) + identity + content)
    return digest.bytes.prefix(Self.tagBytes)
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) }
  }
}
