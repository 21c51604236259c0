import SchakelKeys
import Testing

@Suite struct HashingTests {
  /// FIPS 180-4 examples.
  static let vectors = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test("the digests of FIPS 180-4", arguments: vectors)
  func known(text: String, digest: String) {
    let message = Array(text.utf8)
    #expect(SHA256Hasher.hash(message) == bytes(digest))
  }

  @Test("bytes taken in piece by piece give the digest of the whole")
  func streaming() {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    for size in [1, 7, 63, 64, 65, 999] {
      var hasher = SHA256Hasher()
      var rest = message[...]
      while !rest.isEmpty {
        hasher.update(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(hasher.finalize() == SHA256Hasher.hash(message))
    }
  }

  @Test("a copy hashes on by itself")
  func copies() {
    var first = SHA256Hasher()
    first.update([1])
    var second = first
    second.update([2])
    #expect(first.finalize() == SHA256Hasher.hash([1]))
    #expect(second.finalize() == SHA256Hasher.hash([1, 2]))
  }
}

@Suite struct BytesTests {
  @Test("random bytes have the length asked for and do not repeat")
  func random() {
    #expect(randomBytes(0).isEmpty)
    #expect(randomBytes(33).count == 33)
    #expect(Set((0..<100).map { _ in randomBytes(16) }).count == 100)
  }
}
