import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("A region that is put back, and thirty devices")
struct CrowdHealingTests {
  private static let devices = 30

  @Test(
    "all come at once, or half of them never again: nothing is lost, doubled or overwritten",
    arguments: [devices, devices / 2])
  func healed(returning count: Int) async throws {
    let region = try await TestRegion()
    var crowd: [TestDevice] = []
    for number in 0..<Self.devices {
      crowd.append(try await region.device(UInt64(number + 1), person: "p\(number)"))
    }
    let shared = try crowd[0].note("van iedereen")
    try await Self.syncAll(crowd)
    let copy = try region.closeAndCopy()

    let later = try await TestRegion(folder: region.folder, clock: region.clock)
    crowd = try crowd.map { try $0.moved(to: later) }
    var written: [DocumentID] = [shared]
    for (number, device) in crowd.enumerated() {
      written.append(try device.note("na de kopie, van \(number)"))
      try device.replica.edit(shared, [.set("place", Value("plek \(number)"))])
    }
    try await Self.syncAll(crowd)
    let before = try crowd[0].states()
    #expect(Set(before.keys) == Set(written))
    // What nobody else has when the region goes comes from its writer.
    for device in crowd.prefix(count) { written.append(try device.note("niet meer verstuurd")) }

    try later.service.close()
    let restored = try await TestRegion(folder: copy, clock: region.clock)
    let returning = try crowd.prefix(count).map { try $0.moved(to: restored) }
    try await Self.syncAll(returning)
    for device in returning {
      let states = try device.states()
      #expect(Set(states.keys) == Set(written))
      for (id, state) in before { #expect(states[id] == state) }
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.check() == [])
    }
    _ = try TestRegion.verify(try await restored.auditFile())
    try restored.service.close()
  }

  /// All at once, as often as it takes that each has heard of every other.
  private static func syncAll(_ devices: [TestDevice]) async throws {
    for _ in 0..<3 {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for device in devices { group.addTask { try await device.sync() } }
        try await group.waitForAll()
      }
    }
  }
}
