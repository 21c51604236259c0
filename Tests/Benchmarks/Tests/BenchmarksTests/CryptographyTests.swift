import AppCryptography
import Testing

@testable import Benchmarks

@Suite("Cryptography that benchmarks are handed")
struct CryptographyTests {
  @Test("a signature holds for its own key and message alone", arguments: [true, false])
  func signatures(_ isStandIn: Bool) {
    let cryptography = isStandIn ? Cryptography.standIn : .app
    let (key, other) = (cryptography.makeKey(), cryptography.makeKey())
    let (message, altered): ([UInt8], [UInt8]) = ([1, 2, 3], [1, 2, 4])
    let signature = key.sign(message)
    #expect(key.publicKey.count == 32 && signature.count == 64)
    #expect(cryptography.holds(signature, message, key.publicKey))
    #expect(!cryptography.holds(signature, altered, key.publicKey))
    #expect(!cryptography.holds(signature, message, other.publicKey))
  }

  @Test("an audit is checked with what stands in")
  func audit() async throws {
    let bench = try Bench(scale: .smoke, cryptography: .standIn)
    for figure in await Benchmark.auditing.figures(bench) {
      #expect(figure.value != nil, "\(figure.name): \(figure.note ?? "")")
    }
  }

  @Test("where cryptography stands in, nothing is measured")
  func measuring() async throws {
    #expect(try await Suite.run(["--smoke", "wire"], with: .standIn) == 2)
  }
}
