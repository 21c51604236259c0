import SchakelTesting

/// The disks of a history whose machines may stop, and what was written beside the databases.
struct Machines {
  /// Of each device, by number.
  var devices: [FaultyDisk] = []
  var region: FaultyDisk
  /// The marks of devices as they were once: nobody flushes them.
  var marks: [Int: [UInt8]] = [:]
}
