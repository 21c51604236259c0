public import Benchmarks
import SchakelCore
import SchakelKeys
import SchakelStore

extension Cryptography {
  /// That of the command and of apps: swift-crypto's.
  public static let app = Cryptography(
    hashing: .crypto,
    makeKey: {
      let key = DeviceKey()
      return Key(publicKey: key.publicKey) { key.sign($0) }
    },
    holds: { SignatureCheck.holds($0, over: $1, by: $2) },
    firstFalse: { SignatureCheck.firstFalse(in: $0) },
    makeCipher: { DataKey().cipher })
}
