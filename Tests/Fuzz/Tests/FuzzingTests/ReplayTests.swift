import Foundation
import Fuzzing
import Testing

@Suite("Bytes from strangers")
struct ReplayTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// What the vectors have, read once.
  static let seeds = Result {
    try Seeds(vectors: package.appendingPathComponent("../../Protocol/vectors"))
  }

  @Test("an input that once broke a law breaks none now", arguments: FuzzTarget.all.map(\.name))
  func crashers(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let folder = Self.package.appendingPathComponent("Crashers/\(name)")
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    for file in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    {
      let bytes = Array(try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.lastPathComponent)") { try target.run(bytes) }
    }
  }

  @Test(
    "no byte string of the vectors breaks a law, nor one of which bytes were changed, taken out or doubled",
    arguments: FuzzTarget.all.map(\.name))
  func vectors(_ name: String) throws {
    let target = try #require(FuzzTarget.named(name))
    let seeds = try Self.seeds.get()
    let inputs = seeds.strings + (seeds.made(for: target) ?? [])
    let accepted = inputs.filter { Self.accepts(target, $0, "\($0)") }
    try #require(!accepted.isEmpty)
    var mutation = Mutation(of: accepted, seed: 1)
    for number in 0..<Self.mutations {
      _ = Self.accepts(target, mutation.next(), "input \(number) of seed 1")
    }
  }

  /// libFuzzer makes more of them, and better ones; these are the same each time.
  private static let mutations = 200

  /// An expectation for each would cost more than most of the inputs.
  private static func accepts(
    _ target: FuzzTarget, _ bytes: [UInt8], _ input: @autoclosure () -> String
  ) -> Bool {
    do {
      return try target.run(bytes)
    } catch {
      Issue.record("\(target.name), \(input()): \(error)")
      return false
    }
  }

  @Test("each file of inputs that broke a law belongs to a target")
  func folders() throws {
    let folder = Self.package.appendingPathComponent("Crashers")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in names where !name.hasPrefix(".") && name != "README.md" {
      #expect(FuzzTarget.named(name) != nil, "\(name)")
    }
  }
}
