import Foundation
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelTesting

/// A region whose two coordinators erase what others wrote.
struct Cleaning {
  let region: TestRegion
  /// The coordinators.
  let cees: TestDevice
  let dina: TestDevice
  let anna: TestDevice
  let bram: TestDevice

  init(limits: RegionLimits = RegionLimits(), admitsCopies: Bool = true) async throws {
    region = try await TestRegion(limits: limits, admitsCopies: admitsCopies)
    cees = try await region.device(1, person: "cees", role: .coordinator)
    dina = try await region.device(2, person: "dina", role: .coordinator)
    anna = try await region.device(3, person: "anna")
    bram = try await region.device(4, person: "bram")
    try await syncAll()
  }

  var devices: [TestDevice] { [cees, dina, anna, bram] }

  func person(_ device: TestDevice) -> PersonID {
    device.replica.identity.person ?? PersonID(rawValue: 0)
  }

  /// Every device has pushed and heard all, and what it confirms was heard.
  func syncAll() async throws {
    for device in devices + devices + devices { try await device.sync() }
  }

  /// Cees lets all copies go on that wait for it.
  func admitCopies() async throws {
    for copy in try region.service.copies() {
      _ = try await region.service.admit(
        copy.device.replica, only: copy.incarnation, by: person(cees))
    }
  }

  /// Cees asks for it and Dina agrees.
  @discardableResult
  func erase(
    _ subject: ErasureSubject, review: ErasureReview = .unseen
  ) async throws -> ErasureReport {
    let asked = try await region.service.requestErasure(
      of: subject, ground: "op verzoek", by: person(cees))
    return try await region.service.approveErasure(
      asked.record.number, by: person(dina), review: review)
  }

  /// The files in which one of these words stands, of the region and of all devices.
  func files(with words: String...) throws -> [String] {
    try files(in: [region.folder] + devices.map(\.replica.home), with: words)
  }

  /// The files in which one of these words stands, in these folders.
  func files(in folders: [String], with words: [String]) throws -> [String] {
    var found: [String] = []
    for folder in folders {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
        for word in words where data.range(of: Data(word.utf8)) != nil {
          found.append("\(folder)/\(name): \(word)")
        }
      }
    }
    return found
  }

  /// Opens a backup of the region, with the newest ledger beside it.
  func putBack(_ backup: String) async throws -> RegionService {
    try FileManager.default.copyItem(
      atPath: region.folder + "/region.ledger", toPath: backup + "/region.ledger")
    return try await RegionService(
      store: try SQLiteRegionStore(backup + "/region.sqlite"), environment: region.clock.region,
      ledger: RegionLedger(path: backup + "/region.ledger"))
  }

  /// What is on record of the whole region, which has to hold for whoever checks it.
  func audit() async throws -> AuditReport {
    try TestRegion.verify(try await region.auditFile())
  }

  /// How many of the devices that are to obey have said that they did.
  func confirmed(_ number: Int64) async throws -> (of: Int, confirmed: Int) {
    let devices = try await region.service.erasure(number).devices
    return (of: devices.count, confirmed: devices.count { $0.confirmed != nil })
  }
}
