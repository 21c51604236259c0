import SchakelCore
import SchakelStore
import SchakelTesting

/// Bram and Carla read bundles; Mallory's device is registered and writes whatever it likes.
struct Party {
  let region: TestRegion
  let bram: TestDevice
  let carla: TestDevice
  let mallory: TestDevice

  init() async throws {
    region = try await TestRegion()
    bram = try await region.device(1, person: "bram")
    carla = try await region.device(2, person: "carla")
    mallory = try await region.device(3, person: "mallory")
    for device in [carla, mallory, bram] { try await device.sync() }
  }

  var forger: Forger { Forger(mallory, in: region.space) }

  /// Reads a bundle of these runs on a device, Bram's if none is named.
  func read(
    _ runs: [ChangeRun], of space: SpaceID? = nil, on device: TestDevice? = nil
  ) throws -> BundleReport {
    let bundle = Bundle(space: space ?? region.space, runs: runs, devices: [])
    return try (device ?? bram).replica.importBundle(
      try Bundle(encoded: bundle.encoded), verifier: FakeSignature.verify)
  }
}
