import Foundation
import SchakelKeys
import Testing

@Suite("Device key")
struct DeviceKeyTests {
  @Test("what a key signs, its public half verifies, and nothing else")
  func signatures() {
    let key = DeviceKey()
    let message = Array("wijk".utf8)
    let signature = key.sign(message)
    #expect(signature.count == 64)
    #expect(SignatureCheck.holds(signature, over: message, by: key.publicKey))
    #expect(!SignatureCheck.holds(signature, over: message + [0], by: key.publicKey))
    #expect(!SignatureCheck.holds(signature, over: message, by: DeviceKey().publicKey))
    #expect(!SignatureCheck.holds([], over: message, by: key.publicKey))
    #expect(!SignatureCheck.holds(signature, over: message, by: [1, 2, 3]))
  }

  /// RFC 8032 §7.1, test 1.
  @Test("the key and signature of the RFC's first example hold")
  func standard() throws {
    let secret = try #require(
      bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    let key = try #require(DeviceKey(secretBytes: secret))
    #expect(
      key.publicKey == bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))
    let signature = try #require(
      bytes(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
          + "1cf9b46bd25bf5f0595bbe24655141438e7a100b"))
    #expect(SignatureCheck.holds(signature, over: [], by: key.publicKey))
  }

  private func bytes(_ hex: String) -> [UInt8]? {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
    }
  }
}
