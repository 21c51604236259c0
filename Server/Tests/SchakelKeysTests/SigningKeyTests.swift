import SchakelKeys
import Testing

/// RFC 8032 §7.1: seed, public key, message, signature.
private let vectors: [(seed: String, publicKey: String, message: String, signature: String)] = [
  (
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
      + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
  ),
  (
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
      + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
  ),
  (
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
      + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
  ),
]

@Suite struct SigningKeyTests {
  @Test("a seed gives the public key of RFC 8032", arguments: 0..<vectors.count)
  func publicKeys(index: Int) throws {
    let key = try SigningKey(seed: bytes(vectors[index].seed))
    #expect(key.publicKey == bytes(vectors[index].publicKey))
    #expect(key.seed == bytes(vectors[index].seed))
  }

  @Test("the signatures of RFC 8032 verify", arguments: 0..<vectors.count)
  func knownSignatures(index: Int) {
    let vector = vectors[index]
    #expect(
      SigningKey.isValid(
        bytes(vector.signature), of: bytes(vector.message), by: bytes(vector.publicKey)))
  }

  #if !canImport(Darwin)
    // CryptoKit on Apple's systems signs with added randomness; elsewhere RFC 8032 is followed.
    @Test("a message is signed as RFC 8032 says", arguments: 0..<vectors.count)
    func signs(index: Int) throws {
      let vector = vectors[index]
      let key = try SigningKey(seed: bytes(vector.seed))
      #expect(try key.sign(bytes(vector.message)) == bytes(vector.signature))
    }
  #endif

  @Test("one flipped bit anywhere makes a signature false")
  func flippedBits() throws {
    let key = SigningKey()
    let message: [UInt8] = [1, 2, 3, 4]
    let signature = try key.sign(message)
    for index in signature.indices {
      var bent = signature
      bent[index] ^= 1
      #expect(!SigningKey.isValid(bent, of: message, by: key.publicKey))
    }
    #expect(!SigningKey.isValid(signature, of: message + [0], by: key.publicKey))
    #expect(!SigningKey.isValid(signature, of: message, by: SigningKey().publicKey))
  }

  @Test("what is no signature or no key is answered with false", arguments: [0, 31, 33, 63, 65])
  func wrongLengths(count: Int) throws {
    let key = SigningKey()
    let wrong = [UInt8](repeating: 7, count: count)
    #expect(!SigningKey.isValid(wrong, of: [], by: key.publicKey))
    #expect(!SigningKey.isValid(try key.sign([]), of: [], by: wrong))
  }

  @Test("a seed of another length is refused by name", arguments: [0, 31, 33, 64])
  func wrongSeeds(count: Int) {
    let error = #expect(throws: KeyError.self) {
      try SigningKey(seed: [UInt8](repeating: 1, count: count))
    }
    #expect(error?.code == .notAKey)
    #expect(error?.message.contains("\(count)") == true)
  }

  @Test("two new keys differ")
  func newKeys() {
    #expect(SigningKey().seed != SigningKey().seed)
  }
}
