import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelTesting

/// Two devices and a region of which copies are made and put back.
struct Restoring {
  var region: TestRegion
  var anna: TestDevice
  var bram: TestDevice
  private var copy: String?

  init() async throws {
    region = try await TestRegion()
    anna = try await region.device(1, person: "anna")
    bram = try await region.device(2, person: "bram")
    try await syncAll()
  }

  func syncAll() async throws {
    for device in [anna, bram, anna] { try await device.sync() }
  }

  /// The region is copied and lives on.
  func copyRegion(anna: TestDevice? = nil) async throws -> Restoring {
    var next = self
    next.copy = try region.closeAndCopy()
    try next.move(to: try await TestRegion(folder: region.folder, clock: region.clock), anna)
    return next
  }

  /// The copy takes over.
  func restoreRegion(anna: TestDevice? = nil) async throws -> Restoring {
    try region.service.close()
    var next = self
    try next.move(to: try await TestRegion(folder: copy ?? "", clock: region.clock), anna)
    return next
  }

  private mutating func move(to region: TestRegion, _ other: TestDevice?) throws {
    self.region = region
    anna = try (other ?? anna).moved(to: region)
    bram = try bram.moved(to: region)
  }

  /// Anna's device and the region are both put back to before she wrote a note, which Bram has.
  func bothPutBack() async throws -> (scene: Restoring, lost: DocumentID) {
    let copy = try anna.closeAndCopy()
    let later = try await copyRegion(anna: try anna.reopened())
    let lost = try later.anna.note("op beide verloren")
    try await later.syncAll()
    let restored = try await later.restoreRegion(anna: try later.anna.putBack(from: copy))
    return (scene: restored, lost: lost)
  }
}
