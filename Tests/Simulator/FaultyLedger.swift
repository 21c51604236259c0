package import SchakelRegion
import SchakelTesting
import Synchronization

/// A region's ledger on a machine's disk: as the database's files on it, it keeps what was flushed, and
/// lots are drawn for the rest when the power fails.
package final class FaultyLedger: LedgerStorage {
  private static let sector = 512

  private let file: LedgerFile
  private let disk: FaultyDisk
  /// What outlasts a loss of power.
  private let flushed: Mutex<[UInt8]>

  /// What is there is flushed.
  package init(_ path: String, on disk: FaultyDisk) throws {
    file = LedgerFile(path)
    self.disk = disk
    flushed = Mutex(try file.read() ?? [])
  }

  package func size() -> Int { file.size() }

  package func read() throws(RegionError) -> [UInt8]? { try file.read() }

  package func write(_ bytes: [UInt8], at start: Int) throws(RegionError) {
    let wasDown = disk.isDown
    let fault = disk.operate()
    // The power may fail while it is being written.
    if fault == nil || fault == .power && !wasDown { try file.write(bytes, at: start) }
    try refuse(fault)
    try flush()
  }

  package func keepAside(_ bytes: [UInt8]) throws(RegionError) { try file.keepAside(bytes) }

  package func replace(with bytes: [UInt8]) throws(RegionError) {
    try refuse(disk.operate())
    try refuse(disk.operate())
    try file.replace(with: bytes)
    flushed.withLock { $0 = bytes }
  }

  package func flush() throws(RegionError) {
    let fault = disk.operate()
    // What was written has its room already.
    if fault != .full { try refuse(fault) }
    let bytes = try file.read() ?? []
    flushed.withLock { $0 = bytes }
  }

  private func refuse(_ fault: FaultyDisk.Fault?) throws(RegionError) {
    guard let fault else { return }
    throw RegionError(.storage, "the ledger's disk has a fault: \(fault)")
  }

  /// The power is back: of what was not flushed all may be there, nothing, or some of its sectors.
  package func restart(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let flushed = flushed.withLock(\.self)
    var left = try file.read() ?? []
    guard left != flushed else { return }
    let fate = random.below(4)
    if fate == 0 { left = flushed }
    if fate == 1 {
      let count = Int(random.below(UInt64(left.count + 1)))
      left = Array(left.prefix(count)) + flushed.dropFirst(count)
    }
    if fate == 2 {
      for start in stride(from: 0, to: left.count, by: Self.sector) where random.below(2) == 0 {
        // What was never on the disk reads as zeros.
        for place in start..<min(start + Self.sector, left.count) {
          left[place] = place < flushed.count ? flushed[place] : 0
        }
      }
    }
    if left.count < flushed.count { left += flushed[left.count...] }
    try file.write(left, at: 0)
    self.flushed.withLock { [left] in $0 = left }
  }
}
