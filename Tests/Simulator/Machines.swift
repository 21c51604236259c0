import SchakelRegion
import SchakelTesting

/// The disks of a history whose machines may stop, and what was written beside the databases.
struct Machines {
  /// Of each device, by number.
  var devices: [FaultyDisk] = []
  private(set) var region: FaultyDisk
  private(set) var ledger: FaultyLedger
  /// The marks of devices as they were once: nobody flushes them.
  var marks: [Int: [UInt8]] = [:]
  /// The region's, as it was when its server began.
  var regionMark: [UInt8] = []

  /// - Parameter folder: of the region's files.
  init(region folder: String) throws {
    region = FaultyDisk(in: folder)
    ledger = try FaultyLedger(folder + "/region.ledger", on: region)
  }

  /// The region's files are others from now on.
  mutating func move(region folder: String) throws {
    guard region.folder != folder else { return }
    region = FaultyDisk(in: folder)
    ledger = try FaultyLedger(folder + "/region.ledger", on: region)
  }

  var regionLedger: RegionLedger {
    RegionLedger(path: region.folder + "/region.ledger", storage: ledger)
  }
}
