import SchakelCommand
import SchakelCore
import SchakelJSON

/// A region with devices of two people in one team, enrolled, with no network until they ask for
/// it.
struct Scene {
  let region: TestRegion
  let anna: TestDevice
  let bram: TestDevice

  /// - Parameters:
  ///   - isWatched: whether somebody watches the devices' terminals.
  ///   - admitsCopies: whether devices that were copied or put back go on by themselves.
  init(
    _ folder: String, language: Language = .dutch, isWatched: Bool = false,
    admitsCopies: Bool = true
  ) async throws {
    region = try await TestRegion(folder: folder, admitsCopies: admitsCopies)
    let network = RegionNetwork(region: region)
    anna = TestDevice(
      folder + "/anna", seed: 1, network: network, language: language, isWatched: isWatched)
    bram = TestDevice(
      folder + "/bram", seed: 2, network: network, language: language, isWatched: isWatched)
    try await enrol(anna, "anna")
    try await enrol(bram, "bram")
  }

  private init(_ other: Scene, _ region: TestRegion) {
    self.region = region
    let network = RegionNetwork(region: region)
    (anna, bram) = (other.anna.reaching(network), other.bram.reaching(network))
  }

  /// The region is put back to how it was when `copy` was made; the devices are as they are.
  func putBack(from copy: String) async throws -> Scene {
    Scene(self, try await region.putBack(from: copy))
  }

  func enrol(
    _ device: TestDevice, _ person: String, as role: Role = .contributor
  ) async throws {
    _ = await device.run(["enrol", try await region.invitation(person, as: role)])
  }

  /// One more device, of a person.
  func device(
    _ folder: String, _ person: String, seed: UInt64, as role: Role = .contributor
  ) async throws -> TestDevice {
    let device = TestDevice(
      folder, seed: seed, network: RegionNetwork(region: region), language: anna.language)
    try await enrol(device, person, as: role)
    return device
  }

  /// Everybody has everything.
  func meet() async {
    for device in [anna, bram, anna] { _ = await device.run(["sync"]) }
  }
}

extension TestDevice {
  /// The id of what a command made.
  func made(_ arguments: String...) async -> String {
    await run(arguments + ["--json"]).json?["id"]?.string ?? ""
  }
}
