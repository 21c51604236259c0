import Foundation
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelCommand

@Suite("A device that is emptied from afar")
struct WipeTests {
  /// The files of a home in which a word stands.
  private static func files(of device: TestDevice, with word: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: device.home).filter {
      let data = try Data(contentsOf: URL(fileURLWithPath: device.home + "/" + $0))
      return data.range(of: Data(word.utf8)) != nil
    }
  }

  private static func replica(of device: TestDevice) throws -> ReplicaID {
    let replica = try Replica.open(home: device.home)
    defer { try? replica.close() }
    return replica.identity.replica
  }

  @Test(
    "it erases all, unsent notes and keys included, says so, and can be begun anew",
    arguments: Language.allCases)
  func wiped(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      _ = await scene.anna.made("note", "add", "--title", "Perelaar")
      let id = try Self.replica(of: scene.anna)
      for word in ["Kersenboomgaard", "Perelaar"] {
        #expect(try !Self.files(of: scene.anna, with: word).isEmpty)
      }
      _ = try await scene.region.service.wipe(id)
      var transcript = Transcript()
      await transcript.type("sync", on: scene.anna)
      await transcript.type("list", on: scene.anna)
      await transcript.type("sync", on: scene.anna)
      try transcript.expect("wiped.\(language.rawValue)")
      let left = try FileManager.default.contentsOfDirectory(atPath: scene.anna.home)
      #expect(left == ["wiped.json"])
      let emptied = try scene.region.service.devices().first { $0.replica == id }?.emptied
      #expect(emptied != nil)
      let again = try await scene.region.invitation("anna")
      #expect(await scene.anna.run(["enrol", again]).status == 0)
      #expect(await scene.anna.run(["sync"]).status == 0)
      #expect(await scene.anna.run(["list"]).out.contains("Kersenboomgaard"))
    }
  }

  private static let passphrase = "een lange wachtzin"

  @Test(
    "one under a passphrase keeps nothing either, the key that unlock left in memory included",
    arguments: [false, true])
  func locked(isInterrupted: Bool) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let (home, keyed) = (scene.anna.home, Keyed(scene.anna, folder: folder))
      await scene.meet()
      let id = try Self.replica(of: scene.anna)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      let word = [Self.passphrase]
      #expect(await keyed.run(["passphrase", "set"], word + word).status == 0)
      #expect(await keyed.run(["unlock"], word).status == 0)
      _ = await keyed.run(["note", "add", "--title", "Perelaar"])
      let lock = HomeLock(context: keyed.context([]), home: home)
      let wrapped = try #require(try lock.wrapped())
      let key = try #require(try lock.left(wrapped)).key.bytes
      let (copy, keysCopy) = (folder + "/copy", folder + "/keys-copy")
      let files = FileManager.default
      try files.copyItem(atPath: home, toPath: copy)
      try files.copyItem(atPath: keyed.keys, toPath: keysCopy)
      _ = try await scene.region.service.wipe(id)
      #expect(await keyed.run(["sync"]).status == 1)
      if isInterrupted {
        // As if it had ended with the mark written and nothing gone yet.
        for (from, to) in [(copy, home), (keysCopy, keyed.keys)] {
          for name in try files.contentsOfDirectory(atPath: from) {
            try files.copyItem(atPath: from + "/" + name, toPath: to + "/" + name)
          }
        }
      }
      #expect(await keyed.run(["list"], word).status == 1)
      #expect(try files.contentsOfDirectory(atPath: keyed.keys).isEmpty)
      #expect(try files.contentsOfDirectory(atPath: home) == ["wiped.json"])
      let mark = try Data(contentsOf: URL(filePath: home + "/wiped.json"))
      for hidden in [key, Array("Kersenboomgaard".utf8), Array("Perelaar".utf8)] {
        #expect(mark.range(of: Data(hidden)) == nil)
      }
      #expect(
        try scene.region.service.devices().first { $0.replica == id }?.emptied != nil)
    }
  }

  @Test("where the region does not hear of it the device is empty all the same, and says so later")
  func unheard() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      let id = try Self.replica(of: scene.anna)
      let (order, device) = (try await scene.region.service.wipe(id), scene.anna)
      #expect(order.isNews && order.device.emptied == nil)
      let orders = OrderNetwork(scene.region)
      #expect(await device.reaching(orders).run(["sync"]).status == 1)
      #expect(try Self.files(of: device, with: "Kersenboomgaard") == [])
      #expect(await device.reaching(orders).run(["list"]).status == 1)
      #expect(try scene.region.service.devices().first { $0.replica == id }?.emptied == nil)
      #expect(await device.run(["sync"]).status == 1)
      #expect(try scene.region.service.devices().first { $0.replica == id }?.emptied != nil)
    }
  }

  @Test("it can be begun anew before the region has heard, which hears of it later")
  func begunAnew() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      let device = scene.anna
      let id = try Self.replica(of: device)
      _ = try await scene.region.service.wipe(id)
      let orders = OrderNetwork(scene.region)
      #expect(await device.reaching(orders).run(["sync"]).status == 1)
      #expect(try Self.files(of: device, with: "Kersenboomgaard") == [])
      let invitation = try await scene.region.invitation("anna")
      #expect(await device.reaching(orders).run(["enrol", invitation]).status == 0)
      #expect(try Self.replica(of: device) != id)
      #expect(await device.reaching(orders).run(["sync"]).status == 0)
      #expect(await device.run(["list"]).out.contains("Kersenboomgaard"))
      #expect(try scene.region.service.devices().first { $0.replica == id }?.emptied == nil)
      // Another order, for the new life, does not take the old confirmation away.
      let later = try Self.replica(of: device)
      _ = try await scene.region.service.wipe(later)
      #expect(await device.reaching(orders).run(["sync"]).status == 1)
      let again = try await scene.region.invitation("anna")
      #expect(await device.reaching(orders).run(["enrol", again]).status == 0)
      #expect(await device.run(["sync"]).status == 0)
      for replica in [id, later] {
        #expect(
          try scene.region.service.devices().first { $0.replica == replica }?.emptied != nil)
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: device.home)
      #expect(!left.contains { $0.hasPrefix("wiped") })
    }
  }

  @Test("an order that is not the region's, or for another device, erases nothing")
  func forged() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      let bram = try Self.replica(of: scene.bram)
      let order = WipeOrder(to: bram, time: 1, signedBy: { scene.region.key.sign($0) })
      for signature in [[UInt8](repeating: 0, count: 64), order.signature] {
        scene.region.fail(
          TransportFailure(.deviceWiped, "erase", wipe: .init(time: 1, signature: signature)))
        let outcome = await scene.anna.run(["sync"])
        #expect(outcome.status == 1)
        #expect(outcome.err.contains("niets gewist"))
        #expect(try !Self.files(of: scene.anna, with: "Kersenboomgaard").isEmpty)
      }
    }
  }

  @Test("a device that ended in the midst of it goes on when it is used again")
  func interrupted() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.made("note", "add", "--title", "Kersenboomgaard")
      await scene.meet()
      let copy = folder + "/copy"
      try FileManager.default.copyItem(atPath: scene.anna.home, toPath: copy)
      _ = try await scene.region.service.wipe(try Self.replica(of: scene.anna))
      _ = await scene.anna.run(["sync"])
      // As if it had ended with the mark written and nothing gone yet.
      for name in try FileManager.default.contentsOfDirectory(atPath: copy) {
        try FileManager.default.copyItem(
          atPath: copy + "/" + name, toPath: scene.anna.home + "/" + name)
      }
      #expect(await scene.anna.run(["list"]).status == 1)
      #expect(try Self.files(of: scene.anna, with: "Kersenboomgaard") == [])
    }
  }
}

/// A network on which the region is heard, and hears nothing of what was erased.
private struct OrderNetwork: Network {
  private let inner: RegionNetwork

  init(_ region: TestRegion) { inner = RegionNetwork(region: region) }

  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    try await inner.enrol(request, at: server, token: token, authority: authority)
  }

  func bundleKey(
    of server: String, authority: [UInt8]?
  ) async throws(TransportFailure) -> BundleKey {
    try await inner.bundleKey(of: server, authority: authority)
  }

  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure) {
    throw TransportFailure(.unreachable, "no network")
  }

  func transport(
    to server: String, token: String, keeper: TokenKeeper, authority: [UInt8]?
  ) -> any SyncTransport {
    inner.transport(to: server, token: token, keeper: keeper, authority: authority)
  }
}
