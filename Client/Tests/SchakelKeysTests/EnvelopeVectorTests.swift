import Foundation
import SchakelCore
import SchakelKeys
import Testing

/// Protocol/vectors/envelope.json: what the reference reader opens, opens here.
@Suite("Bundles under a passphrase, by the vectors")
struct EnvelopeVectorTests {
  private struct File: Decodable {
    struct Test: Decodable {
      struct Input: Decodable {
        let file: String
        let passphrase: String?
        let body: String?
      }
      let id: String
      let result: String
      let input: Input
    }
    let tests: [Test]
  }

  @Test("each valid one opens to its body by its passphrase, and by no other")
  func vectors() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "Protocol/vectors/envelope.json"))
    let tests = try JSONDecoder().decode(File.self, from: data).tests
    #expect(tests.count > 10)
    let other = try #require(Passphrase("een heel andere wachtzin"))
    for test in tests {
      let bytes = try #require(Hex.decode(test.input.file))
      guard test.result == "valid" else {
        #expect(throws: CBORError.self, "\(test.id)") { try SealedBundle(encoded: bytes) }
        continue
      }
      let sealed = try SealedBundle(encoded: bytes)
      let passphrase = try #require(test.input.passphrase.flatMap(Passphrase.init))
      let opened = try #require(try sealed.opened(by: passphrase), "\(test.id)")
      #expect(Hex.encode(opened.body) == test.input.body, "\(test.id)")
      #expect(try sealed.opened(by: other) == nil, "\(test.id)")
    }
  }
}
