import SchakelCore
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  /// FIPS 180-4's examples, and those of the NIST's collection of example values.
  @Test(
    "the standard's examples come out",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
          + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ])
  func examples(_ message: String, _ digest: String) {
    #expect(hash(Array(message.utf8)).text == digest)
  }

  @Test("a digest is the same from bytes that are lent, and thirty-two of them alone are one")
  func lent() {
    #expect(digest(of: 31) == nil)
    #expect(digest(of: 32)?.bytes == [UInt8](repeating: 7, count: 32))
    #expect(digest(of: 33) == nil)
  }

  private func digest(of count: Int) -> Digest? {
    let bytes = [UInt8](repeating: 7, count: count)
    // unsafe: of a type with padding that would be read as well; bytes have none.
    return unsafe Digest(bytes: bytes.span.bytes)
  }

  @Test("one million times the letter a")
  func million() {
    let digest = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    #expect(hash(bytes(1_000_000, of: 97)).text == digest)
  }

  @Test("messages of every length from 0 to 200 bytes, across the edges of blocks")
  func lengths() {
    for (length, start) in Self.starts.split(whereSeparator: \.isWhitespace).enumerated() {
      let message = (0..<length).map { UInt8(($0 * 7 + length) % 251) }
      #expect(hash(message).text.prefix(8) == start, "\(length) bytes")
    }
  }

  private func hash(_ message: [UInt8]) -> Digest { Hashing.portable.sha256(message) }

  /// The first eight digits of each digest, as Python's hashlib computes them.
  private static let starts = """
    e3b0c442 4bf5122f 4b2871da 6ab0dba1 cc91969e 548f1ba2 d9bebe62 ea329d80 f8d2f3f0 ebf38f05
    ebed051b ee18d80d 274224d6 c4b39344 f7844170 d31c84cc 91fa54b4 cf197c74 82b26c63 676dcbee
    f35ba446 3256422b b570f8ff 480bb272 6aa20097 46f22d0c 56493089 9e27fdce 6a05fba9 b3c98cf7
    546f9cdd 6c56c9f0 70b25e78 4013ac7f b4205a9a d93d9de9 4ef3680b 19fa6ea2 dbd59576 ef7d3f03
    d9fc8dbc 1c3ba842 ebf7b40a 386fe820 b1ae15ad 7ed38f02 76d50a92 1b73bc41 4b13f142 cc3b6525
    4619f70e 8986dd06 07382e97 2e28b427 de583e18 d604dc83 0371e3fd bdce47d7 22d26be8 29a7b870
    a685d285 2dcf2a39 2750f97c de8f546e 35eb8c80 c9698866 0dc7c0bc 0273d173 257e15cf 725d7670
    ffc36a12 6198e1a0 3f876a58 4d67793a 46a91928 f4a27fd3 ef590388 78b89a5e 5e853149 a62471b0
    a25246fb a813f343 2bbee824 03328351 485c86be 8d561737 d7fa24d7 d8169655 bfb94552 b2e129b3
    6f5d3eff a99fe71a 03ebe43f 7aa6a487 fbf40364 891a0cdb 62bb58c0 c920b5b0 a2edd38d 4edd4f4d
    bb02f666 40600e75 565751f5 c4b99fe9 2686560a 4ea6d018 021c20bb 67027caa 7aa4fac8 01e22069
    1caeacb5 dc842a99 9f25c2a5 b93ab58f 5e9f2aba d226ad3b 1049f14b 41cbff92 2106e02d 7fb38696
    9db2bb35 431f7b6e b1895abd a93a97a7 1e45d106 a9272e2a 4511be92 f2a5ec43 086e64af e565f4d9
    14e4fec7 fb5eff95 4d434a98 0788a33b 449d7750 542fb5ff 12eff4d1 b6307578 147a29e9 09a0bbea
    bcf7318e d31fde02 0150b59f d654f1e4 1966f5e7 3552e113 be707351 a34a82d2 6fe2fdf8 c9ba29f1
    aba69f72 b8384b12 7c1a8745 6b349504 7ce9f538 25700f65 75631846 6b05521c 1552cab7 da939920
    b2ccf476 abe391f3 40c0c863 9b07c7ff f683a88d 62a2b61c 1a3afcdf 8cf8297c 49812982 03cbc38c
    1a37677f 03bd8ed2 d2dad259 afafd910 fee24f46 2d7fa352 a547fbff 6a93e885 d796ffa6 e06a5a9e
    33d2bd3d c61d6913 0ce480c3 bfcb91b6 0fa9df4d f5dbedd3 08a77eb7 b2b6d583 06def7ce 3651ec99
    3693630a 58517c4e f2a7539c 6f2138be d0424b65 b55c5225 ee650b41 3006ccd0 2f194359 c81e6aca
    2d64ae24
    """
}
