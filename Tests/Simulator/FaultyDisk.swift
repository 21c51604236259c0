import CFaultyDisk

/// The disk of one machine, which keeps what was flushed and draws lots for the rest when the power
/// fails, runs full, and fails to write: `Tests/FaultyDisk/include/faulty_disk.h` says how.
///
///     let disk = FaultyDisk(in: home)        // before anything in the folder is opened
///     disk.plan(.power, after: 3)            // the third write or flush from now
///     …                                      // something fails, everything is closed
///     disk.restart(.power, seed: seed)       // and what was not flushed may be gone
///
/// Unsafe, `@unchecked Sendable`: the pointer is valid until `deinit`, and all it leads to is under one
/// lock.
@safe package final class FaultyDisk: @unchecked Sendable {
  /// What can happen.
  package enum Fault: UInt32, CaseIterable, Sendable {
    /// The machine stops at once, in the middle of a write.
    case power = 1
    /// There is no room (ENOSPC), until the plan is taken back.
    case full = 2
    /// One operation fails (EIO).
    case error = 3
  }

  /// Why a machine stopped.
  package enum Stop: Sendable {
    /// Of what was not flushed each sector may be lost.
    case power
    /// The system has all that the process wrote.
    case process
  }

  package let folder: String
  private let disk: OpaquePointer

  /// - Parameter folder: that exists, and in which nothing is open.
  package init(in folder: String) {
    self.folder = folder
    guard let disk = unsafe schakel_disk_attach(folder) else { fatalError("no folder \(folder)") }
    unsafe self.disk = unsafe disk
  }

  deinit { unsafe schakel_disk_detach(disk) }

  /// Has a fault happen at the `count`th write, truncation, removal or flush from now.
  package func plan(_ fault: Fault, after count: UInt64) {
    unsafe schakel_disk_plan(
      disk, schakel_disk_fault(rawValue: fault.rawValue), Int64(clamping: count))
  }

  /// Counts an operation on a file that is not SQLite's. Answers which fault it meets, or nil.
  package func operate() -> Fault? { unsafe Fault(rawValue: schakel_disk_operate(disk).rawValue) }

  /// Takes back what was planned. Answers whether it had happened.
  package func endPlan() -> Bool {
    let hasFailed = unsafe schakel_disk_has_failed(disk) != 0
    unsafe schakel_disk_plan(disk, SCHAKEL_DISK_SOUND, 0)
    return hasFailed
  }

  /// The machine stops here and now.
  package func stop() { unsafe schakel_disk_stop(disk) }

  package var isDown: Bool { unsafe schakel_disk_is_down(disk) != 0 }

  /// The writes, truncations, removals and flushes so far.
  package var operations: Int { unsafe Int(schakel_disk_operations(disk)) }

  package var openFiles: Int { unsafe Int(schakel_disk_open_files(disk)) }

  /// Starts the machine again, with everything closed. Answers how many writes were lost or torn.
  @discardableResult
  package func restart(_ stop: Stop, seed: UInt64) -> Int {
    let lost = unsafe schakel_disk_restart(disk, stop == .power ? 1 : 0, seed)
    precondition(lost >= 0, "\(folder) has files open: \(openFiles)")
    return Int(lost)
  }

  /// Somebody wrote other files over those that were there, and flushed them.
  package func settle() { unsafe schakel_disk_settle(disk) }
}
