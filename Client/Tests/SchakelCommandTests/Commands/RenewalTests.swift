import Foundation
import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelRegion
import SchakelSync
import Synchronization
import Testing

@Suite("Tokens that renew by themselves")
struct RenewalTests {
  private static let day: UInt64 = 24 * 3_600_000
  private static let passphrase = "een lange wachtzin"

  private static func credential(of device: TestDevice) throws -> Data {
    try Data(contentsOf: URL(filePath: device.home + "/credential.json"))
  }

  private static func renewals(at scene: Scene) -> Int { scene.region.network.withLock(\.renewals) }

  @Test("a sync renews what is due or has ended, without a word", arguments: [10, 40])
  func silently(days: UInt64) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let before = try Self.credential(of: scene.anna)
      let usual = await scene.anna.run(["sync"])
      #expect(Self.renewals(at: scene) == 0)
      scene.region.clock.advance(days * Self.day)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      _ = await scene.anna.run(["sync"])
      #expect(Self.renewals(at: scene) == 1)
      #expect(try Self.credential(of: scene.anna) != before)
      let outcome = await scene.anna.run(["sync"])
      #expect(outcome.status == 0 && outcome.out == usual.out && outcome.err == usual.err)
      #expect(Self.renewals(at: scene) == 1)
      await scene.meet()
      #expect(await scene.bram.run(["show", id]).status == 0)
    }
  }

  @Test("the new token lies where the old one lay: its owner's alone, and sealed in a locked home")
  func sealed() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let keyed = Keyed(scene.anna, folder: folder)
      let set = await keyed.run(["passphrase", "set"], [Self.passphrase, Self.passphrase])
      #expect(set.status == 0)
      let before = try Self.credential(of: scene.anna)
      scene.region.clock.advance(40 * Self.day)
      // Without the passphrase nothing is renewed, and with it all goes on.
      #expect(await scene.anna.run(["sync"]).status == 1)
      #expect(try Self.credential(of: scene.anna) == before && Self.renewals(at: scene) == 0)
      #expect(await keyed.run(["sync"], [Self.passphrase]).status == 0)
      let after = try Self.credential(of: scene.anna)
      #expect(Self.renewals(at: scene) == 1 && after != before)
      #expect(after.firstRange(of: Data("token".utf8)) == nil)
      let mode = try FileManager.default.attributesOfItem(
        atPath: scene.anna.home + "/credential.json")[.posixPermissions]
      #expect(mode as? Int == 0o600)
      #expect(await keyed.run(["sync"], [Self.passphrase]).status == 0)
      #expect(await keyed.run(["passphrase", "remove"], [Self.passphrase]).status == 0)
      #expect(await scene.anna.run(["sync"]).status == 0)
      #expect(Self.renewals(at: scene) == 1)
    }
  }

  @Test("a home that was put back, and a copy of it beside it, go on")
  func copies() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let old = try Self.credential(of: scene.anna)
      for round in 0..<4 {
        scene.region.clock.advance(11 * Self.day)
        #expect(await scene.anna.run(["sync"]).status == 0)
        // As if the process had ended before the new one was kept.
        if round.isMultiple(of: 2) {
          try old.write(to: URL(filePath: scene.anna.home + "/credential.json"))
        }
      }
      #expect(await scene.anna.run(["sync"]).status == 0)
      #expect(await scene.anna.run(["status"]).status == 0)
    }
  }

  @Test("a region that was put back to before knows the device by its key")
  func putBack() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let copy = folder + "/copy"
      try scene.region.copyFiles(to: copy)
      for _ in 0..<3 {
        scene.region.clock.advance(11 * Self.day)
        await scene.meet()
      }
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      let restored = try await scene.putBack(from: copy)
      #expect(await restored.anna.run(["sync"]).status == 0)
      #expect(await restored.bram.run(["sync"]).status == 0)
      #expect(await restored.bram.run(["show", id]).status == 0)
    }
  }

  @Test("a device that follows its region goes on over the end of its token")
  func watching() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let watching = Task { await scene.anna.run(["sync", "--watch"]) }
      #expect(await comesTrue { scene.anna.said.contains("Gesynchroniseerd.") })
      scene.region.clock.advance(40 * Self.day)
      let id = await scene.bram.made("note", "add", "--title", "Van Bram")
      #expect(await scene.bram.run(["sync"]).status == 0)
      #expect(await comesTrue { Self.renewals(at: scene) == 2 })
      watching.cancel()
      let outcome = await watching.value
      #expect(outcome.status == 0 && outcome.err.isEmpty)
      #expect(await scene.anna.run(["sync"]).status == 0)
      #expect(await scene.anna.run(["show", id]).status == 0)
    }
  }

  /// Asks until it is so, for as long as a slow machine may need.
  private func comesTrue(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<2_000 {
      if await condition() { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  @Test("past the term a new invitation lets the same home in again, with all that it holds")
  func lapsed() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      let draft = await scene.anna.made("note", "add", "--title", "Nog niet", "--draft")
      scene.region.clock.advance(900 * Self.day)
      let refused = await scene.anna.run(["sync"])
      #expect(refused.status == 1 && refused.err.contains("schakel enrol"))
      let invitation = try await scene.region.invitation("anna")
      #expect(await scene.anna.run(["enrol", invitation]).status == 0)
      #expect(await scene.anna.run(["sync"]).status == 0)
      let other = try await scene.region.invitation("bram")
      #expect(await scene.bram.run(["enrol", other]).status == 0)
      #expect(await scene.bram.run(["sync"]).status == 0)
      #expect(await scene.bram.run(["show", id]).status == 0)
      #expect(await scene.anna.run(["show", draft]).status == 0)
      #expect(try scene.region.service.devices().count == 2)
    }
  }

  @Test("a token that nobody knows is replaced by the key; a device with none is let in again")
  func lost() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let path = scene.anna.home + "/credential.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try text.replacing(/"token": "[^"]*"/, with: "\"token\": \"x\"")
        .write(toFile: path, atomically: false, encoding: .utf8)
      #expect(await scene.anna.run(["sync"]).status == 0)
      #expect(Self.renewals(at: scene) == 1)
      try FileManager.default.removeItem(atPath: scene.anna.home + "/credential.json")
      #expect(await scene.anna.run(["sync"]).status == 1)
      let invitation = try await scene.region.invitation("anna")
      #expect(await scene.anna.run(["enrol", invitation]).status == 0)
      #expect(await scene.anna.run(["sync"]).status == 0)
      #expect(Self.renewals(at: scene) == 1)
    }
  }

  @Test("a device that was taken out of use while its token ended is told, or emptied")
  func outOfUse() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      let replica = try #require(
        try scene.region.service.devices().first { $0.handle == "anna" }?.replica)
      scene.region.clock.advance(40 * Self.day)
      _ = try await scene.region.service.revoke(replica)
      let revoked = await scene.anna.run(["sync", "--json"])
      #expect(revoked.json?["reason"]?.string == "deviceRevoked")
      #expect(await scene.anna.run(["show", id]).status == 0)
      _ = try await scene.region.service.wipe(replica)
      let wiped = await scene.anna.run(["sync"])
      #expect(wiped.status == 1 && wiped.err.contains("leeggemaakt"))
      #expect(try scene.region.service.devices().first { $0.replica == replica }?.emptied != nil)
      #expect(!FileManager.default.fileExists(atPath: scene.anna.home + "/credential.json"))
    }
  }
}
