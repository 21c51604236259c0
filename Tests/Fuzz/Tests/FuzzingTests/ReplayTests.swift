import Foundation
import Fuzzing
import Testing

@Suite("Bytes from strangers")
struct ReplayTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let vectors = package.appendingPathComponent("../../Protocol/vectors")

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

  @Test("no byte string of the vectors breaks a law of any target, and each target accepts some")
  func vectors() throws {
    let seeds = try Seeds(vectors: Self.vectors)
    for target in FuzzTarget.all {
      for bytes in seeds.strings {
        #expect(throws: Never.self, "\(target.name): \(bytes)") { try target.run(bytes) }
      }
      #expect(!seeds.accepted(by: target).isEmpty, "\(target.name)")
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
