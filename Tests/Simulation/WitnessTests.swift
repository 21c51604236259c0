import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@testable import Simulator

/// Whoever says that something was lost has to be right, both ways.
@Suite("The witness of what a device wrote")
struct WitnessTests {
  private func write(_ title: String, on device: TestDevice, _ region: TestRegion) throws {
    _ = try device.replica.create("fieldNote", ["title": [Value(title)]], in: region.space)
  }

  @Test("what gave way is not lost where it is said again, and what is nowhere is")
  func saidAgain() async throws {
    let region = try await TestRegion(clock: ManualClock(seed: 7))
    var device = try await region.device(1, person: "p0")
    let copy = try device.closeAndCopy()
    device = try device.reopened()
    try write("bankje", on: device, region)
    try await device.sync()
    device = try device.putBack(from: copy)
    let life = device.replica.identity.writer
    try write("plein", on: device, region)
    try write("straat", on: device, region)
    var witness = Witness()
    try witness.note(device, 0)
    try await device.sync(exchanges: 1)
    // What is there now is the region's.
    #expect(try device.replica.vector(of: region.space).counter(of: life) < 2)
    #expect(device.replica.identity.writer != life)
    #expect(try witness.check(device, 0) == nil)

    try witness.note(device, 0)
    device = try device.putBack(from: copy)
    #expect(try witness.check(device, 0)?.contains("lost what it had written after 0") == true)
  }
}
