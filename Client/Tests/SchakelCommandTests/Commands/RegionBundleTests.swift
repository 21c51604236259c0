import Foundation
import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelRegion
import SchakelSync
import Synchronization
import Testing

@Suite("Bundles that only the region can open")
struct RegionBundleTests {
  @Test("a bundle to the region holds what was written, and shows nothing of it")
  func sealed() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "Rozemarijnstraat")
      let path = folder + "/west.schakel"
      // The key came with the enrolment: there is no network now.
      scene.region.fail(.unreachable)
      let outcome = await scene.anna.run(["bundle", "export", path, "--to-region"])
      #expect(outcome.status == 0, "\(outcome.err)")
      let file = Array(try Data(contentsOf: URL(filePath: path)))
      #expect(Data(file).firstRange(of: Data("Rozemarijnstraat".utf8)) == nil)
      let bundle = try #require(try scene.region.opened(file))
      let words = Data(bundle.runs.flatMap(\.changes).flatMap { $0 })
      #expect(words.firstRange(of: Data("Rozemarijnstraat".utf8)) != nil)
      scene.region.fail(nil)
      let taken = try await scene.region.service.takeBundle(bundle)
      #expect(taken.taken == 1 && taken.isWhole)
      // Nobody else reads it, the one who made it neither.
      for device in [scene.anna, scene.bram] {
        let refused = await device.run(["bundle", "import", path])
        // However the sentence is wrapped.
        let words = refused.err.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(refused.status == 1 && words.contains("schakeld bundle import"))
      }
    }
  }

  @Test("the key is asked for once, and kept")
  func once() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let asked = scene.region.network.withLock(\.keysAsked)
      #expect(asked == 2)
      await scene.meet()
      await scene.meet()
      #expect(scene.region.network.withLock(\.keysAsked) == asked)
    }
  }

  @Test("a region from before there were such keys is asked again at the next sync")
  func later() async throws {
    try await withScratch { folder in
      let region = try await TestRegion(folder: folder)
      region.network.withLock { $0.tellsBundleKey = false }
      let anna = TestDevice(folder + "/anna", network: RegionNetwork(region: region))
      #expect(await anna.run(["enrol", try await region.invitation("anna")]).status == 0)
      let path = folder + "/b"
      let refused = await anna.run(["bundle", "export", path, "--to-region"])
      #expect(refused.status == 1 && refused.err.contains("schakel sync"))
      #expect(!FileManager.default.fileExists(atPath: path))
      region.network.withLock { $0.tellsBundleKey = true }
      #expect(await anna.run(["sync"]).status == 0)
      region.fail(.unreachable)
      #expect(await anna.run(["bundle", "export", path, "--to-region"]).status == 0)
    }
  }

  @Test("a key that the region did not sign is not believed")
  func forged() async throws {
    try await withScratch { folder in
      let region = try await TestRegion(folder: folder)
      region.network.withLock { $0.bundleKeySigner = DeviceKey() }
      let anna = TestDevice(folder + "/anna", network: RegionNetwork(region: region))
      #expect(await anna.run(["enrol", try await region.invitation("anna")]).status == 0)
      #expect(await anna.run(["sync"]).status == 0)
      #expect(await anna.run(["bundle", "export", folder + "/b", "--to-region"]).status == 1)
      region.network.withLock { $0.bundleKeySigner = nil }
      #expect(await anna.run(["bundle", "export", folder + "/b", "--to-region"]).status == 0)
    }
  }

  private static let ways = ["--passphrase", "--to-region", "--plain"]

  @Test("who may read a file is said, and is one sort of reader", arguments: Language.allCases)
  func readers(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let word = folder + "/word"
      try Data("een lange wachtzin\n".utf8).write(to: URL(filePath: word))
      for given in [[]] + Self.ways.map({ way in Self.ways.filter { $0 != way } }) + [
        Self.ways, ["--passphrase-file", word, "--plain"],
      ] {
        let outcome = await scene.anna.run(["bundle", "export", folder + "/b"] + given)
        #expect(outcome.status == 2 && outcome.out.isEmpty, "\(given)")
        for way in Self.ways { #expect(outcome.err.contains(way), "\(given): \(outcome.err)") }
        #expect(!FileManager.default.fileExists(atPath: folder + "/b"), "\(given)")
      }
      for given in [["--passphrase-file", word], ["--to-region"], ["--plain"]] {
        let path = folder + "/" + given[0]
        let outcome = await Keyed(scene.anna, folder: folder)
          .run(["bundle", "export", path, "--json"] + given)
        #expect(outcome.json?["plain"]?.bool == (given == ["--plain"]), "\(outcome.err)")
      }
    }
  }
}
