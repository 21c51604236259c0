import SchakelCore
import SchakelKeys
import Testing

@Suite("The cipher, and a key under a passphrase")
struct CipherTests {
  private static let cost = ScryptCost(
    logRounds: 10, blockSize: 8, parallelism: 1, salt: [UInt8](repeating: 3, count: 16))!

  private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

  /// The GCM specification by McGrew and Viega, appendix B, test case 16.
  @Test("what others sealed with AES-256-GCM opens")
  func knownAnswer() throws {
    let key = try bytes(String(repeating: "feffe9928665731c6d6a8f9467308308", count: 2))
    let cipher = try #require(AESContentCipher(key: key))
    let sealed = try bytes(
      "cafebabefacedbaddecaf888"
        + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + "76fc6ece0f4e1768cddf8853bb2d551b")
    let content = try bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39")
    let identity = try bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    #expect(cipher.open(sealed, for: identity) == content)
  }

  @Test(
    "the same twice is sealed in two ways; altered, cut short, elsewhere or by another key it is shut"
  )
  func sealing() throws {
    let cipher = DataKey().cipher
    let (content, identity) = (Array("Bankje".utf8), [UInt8](1...9))
    let sealed = try #require(cipher.seal(content, for: identity))
    #expect(cipher.open(sealed, for: identity) == content)
    #expect(sealed != cipher.seal(content, for: identity))
    #expect(sealed.count == content.count + SealedBundle.overhead)
    for place in sealed.indices {
      var altered = sealed
      altered[place] ^= 1
      #expect(cipher.open(altered, for: identity) == nil)
      #expect(cipher.open(Array(sealed[..<place]), for: identity) == nil)
    }
    #expect(cipher.open(sealed, for: identity + [0]) == nil)
    #expect(DataKey().cipher.open(sealed, for: identity) == nil)
    #expect(try cipher.open(#require(cipher.seal([], for: [])), for: []) == [])
  }

  @Test("a key comes back by its passphrase, however that is spelled, and by no other")
  func wrapping() throws {
    let key = DataKey()
    let passphrase = try #require(Passphrase("caf\u{e9} om de hoek"))
    let wrapped = try #require(WrappedKey(wrapping: key, under: passphrase, Self.cost))
    let read = try WrappedKey(encoded: wrapped.encoded)
    #expect(read == wrapped)
    let decomposed = try #require(Passphrase("cafe\u{301} om de hoek"))
    #expect(try read.unwrapped(by: decomposed).bytes == key.bytes)
    let other = try #require(Passphrase("cafe om de hoek"))
    #expect(throws: WrappedKeyError.wrongPassphrase) { try read.unwrapped(by: other) }
    // Another passphrase for the same key: what was sealed stays as it is.
    let again = try #require(WrappedKey(wrapping: key, under: other, Self.cost))
    #expect(try again.unwrapped(by: other).bytes == key.bytes)
    #expect(throws: WrappedKeyError.wrongPassphrase) { try again.unwrapped(by: passphrase) }
  }

  @Test("a file that was damaged is told from a wrong passphrase, whatever of it was")
  func damage() throws {
    let passphrase = try #require(Passphrase("een lange wachtzin"))
    let bytes = try #require(WrappedKey(wrapping: DataKey(), under: passphrase, Self.cost)).encoded
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 0x40
      #expect(throws: WrappedKeyError.damaged) { try WrappedKey(encoded: altered) }
      #expect(throws: WrappedKeyError.damaged) { try WrappedKey(encoded: Array(bytes[..<place])) }
    }
  }

  @Test(
    "a file asks for no more work than is allowed",
    arguments: [(21, 8, 1), (20, 8, 1), (17, 32, 1), (17, 8, 5), (0, 8, 1), (17, 0, 1), (17, 8, 0)])
  func bounds(logRounds: UInt8, blockSize: UInt8, parallelism: UInt8) throws {
    let salt = Self.cost.salt
    #expect(
      ScryptCost(
        logRounds: logRounds, blockSize: blockSize, parallelism: parallelism, salt: salt) == nil)
    #expect(ScryptCost(logRounds: 17, blockSize: 8, parallelism: 1, salt: [1]) == nil)
    #expect(ScryptCost.standard(salt: salt)?.logRounds == 17)
  }

  @Test("a bundle under a passphrase comes back by it, and is nothing without")
  func bundle() throws {
    let bundle = Bundle(space: SpaceID(rawValue: 7), runs: [], devices: [])
    let passphrase = try #require(Passphrase("een lange wachtzin"))
    let other = try #require(Passphrase("een andere wachtzin"))
    let bytes = try #require(SealedBundle(bundle, under: passphrase, Self.cost)).encoded
    #expect(BundleEnvelope(of: bytes) == .passphrase)
    #expect(BundleEnvelope(of: bundle.encoded) == .clear && BundleEnvelope(of: []) == nil)
    let sealed = try SealedBundle(encoded: bytes)
    #expect(try sealed.opened(by: passphrase) == bundle)
    #expect(try sealed.opened(by: other) == nil)
    #expect(throws: CBORError.self) { try Bundle(encoded: bytes) }
    #expect(throws: CBORError.self) { try SealedBundle(encoded: bundle.encoded) }
    // Every byte of the file counts.
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 1
      #expect((try? SealedBundle(encoded: altered).opened(by: passphrase)) == nil)
    }
  }
}
