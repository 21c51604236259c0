import Foundation
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

/// A region that asks before a copy of a device goes on, with a coordinator, Anna, of whose device there
/// are to be copies, and Bram.
struct CopyTown {
  let region: TestRegion
  let coordinator: PersonID
  let anna: TestDevice
  let bram: TestDevice

  init(admitsCopies: Bool = false) async throws {
    region = try await TestRegion(admitsCopies: admitsCopies)
    let dina = try await region.device(1, person: "dina", role: .coordinator)
    coordinator = try #require(dina.replica.identity.person)
    anna = try await region.device(2, person: "anna")
    bram = try await region.device(3, person: "bram")
    for device in [anna, bram] { try await device.sync() }
  }

  private init(_ other: CopyTown, _ region: TestRegion) {
    self.region = region
    coordinator = other.coordinator
    (anna, bram) = (other.anna, other.bram)
  }

  var service: RegionService { region.service }

  /// Anna's device, and a copy of it.
  func copied() throws -> (one: TestDevice, two: TestDevice) {
    let copy = try anna.closeAndCopy()
    return (one: try anna.reopened(), two: try anna.reopened(home: copy))
  }

  @discardableResult
  func admit(_ incarnation: Incarnation? = nil) async throws -> [RegionStatus.Copy] {
    try await service.admit(anna.writer.replica, only: incarnation, by: coordinator)
  }

  func carry(from device: TestDevice, to other: TestDevice) throws {
    let bundle = try device.replica.exportBundle(of: region.space, signer: device.signer)
    SeenBodies.note("bundle", Array(bundle.bundle.encoded.dropFirst(Bundle.magic.count)))
    _ = try other.replica.importBundle(
      try Bundle(encoded: bundle.bundle.encoded), verifier: FakeSignature.verify)
  }

  /// The region is put back to now, after more has happened in it; or so is its ledger too.
  func putBack(
    keepingLedger: Bool, after more: (CopyTown) async throws -> Void
  ) async throws -> CopyTown {
    let folder = scratchFolder()
    _ = try await service.backUp(to: folder + "/region.sqlite")
    let ledger = (from: region.folder + "/region.ledger", to: folder + "/region.ledger")
    if !keepingLedger { try FileManager.default.copyItem(atPath: ledger.from, toPath: ledger.to) }
    try await more(self)
    try service.close()
    if keepingLedger { try FileManager.default.copyItem(atPath: ledger.from, toPath: ledger.to) }
    return CopyTown(
      self, try await TestRegion(folder: folder, clock: region.clock, admitsCopies: false))
  }

  /// What is on record has to hold for whoever checks it.
  func audit() async throws -> AuditReport {
    try TestRegion.verify(try await region.auditFile())
  }

  /// Everybody, and somebody new, comes to the same bytes.
  func expectPeace(
    among devices: [TestDevice], documents: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let newcomer = try await region.device(98, person: "nieuw")
    for device in devices + [newcomer] + devices { _ = try await device.sync() }
    let states = try newcomer.states()
    #expect(states.count == documents, sourceLocation: sourceLocation)
    for device in devices {
      #expect(try await device.sync().isSynchronised, sourceLocation: sourceLocation)
      #expect(try device.states() == states, sourceLocation: sourceLocation)
    }
  }
}

extension TestDevice {
  /// Under which it writes now.
  var writer: Writer { replica.identity.writer }
}
