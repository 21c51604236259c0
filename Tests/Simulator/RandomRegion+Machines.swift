import Foundation
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Machines that stop, at any write or flush, and disks that refuse.
extension RandomRegion {
  /// More writes and flushes than most steps take.
  private static let reach: UInt64 = 40

  /// One thing is done on a device while its disk, or the region's, is about to fail.
  mutating func underFault(_ index: Int) async throws {
    guard let machines else { return }
    let isRegion = random.below(3) == 0
    let disk = isRegion ? machines.region : machines.devices[index]
    let faults: [FaultyDisk.Fault] = [.power, .power, .full, .error]
    let fault = faults[Int(random.below(4))]
    disk.plan(fault, after: 1 + random.below(1 + random.below(Self.reach)))
    let work: [Happening] =
      isRegion
      ? [.sync] : [.create, .edit, .edit, .delete, .settle, .sync, .sync, .readStick, .reopen]
    let failure: (any Error)?
    do {
      let drawn = work[Int(random.below(UInt64(work.count)))]
      try await happen(isRegion && isAboutLedger ? aboutLedger : drawn, on: index)
      failure = nil
    } catch {
      failure = error
    }
    let isDown = disk.isDown
    guard disk.endPlan() else {
      if let failure { throw failure }
      return
    }
    story.append("meanwhile: \(fault) on the disk of \(isRegion ? "the region" : "\(index)")")
    if isRegion, !isDown, let finding = try witness.checkRegion(region.folder + "/region.sqlite") {
      findings.append(finding)
    }
    if isDown {
      if isRegion { try await restartRegion() } else { try restart(index) }
    } else if failure != nil {
      try reopen(index)
    }
  }

  /// Whether the region writes into its ledger while its disk fails. Drawn apart, so that all else stays
  /// what it was.
  private var isAboutLedger: Bool {
    var aside = SeededRandom(seed: random.peek())
    return aside.below(4) == 0
  }

  /// What that is.
  private var aboutLedger: Happening {
    guard decisions != nil else { return .role }
    return [.role, .erase, .carryIn][Int(random.peek() / 7 % 3)]
  }

  /// The device's machine stops where it is, and starts again.
  mutating func restart(_ index: Int) throws {
    guard let machine = machines?.devices[index] else { return }
    let stop: FaultyDisk.Stop = random.below(4) == 0 ? .process : .power
    machine.stop()
    try? devices[index].replica.close()
    let lost = machine.restart(stop, seed: random.next())
    story.append("\(index) stops (\(stop)), with \(lost) writes lost, and starts again")
    if stop == .power { try loseMark(of: index) }
    devices[index] = try devices[index].reopened()
    if let finding = try witness.check(devices[index], index) { findings.append(finding) }
    if let finding = try devices[index].replica.check().first {
      findings.append("device \(index), after it stopped: \(finding)")
    }
    try keepMark(of: index)
  }

  mutating func restartRegion() async throws {
    guard let machine = machines?.region else { return }
    let stop: FaultyDisk.Stop = random.below(4) == 0 ? .process : .power
    machine.stop()
    try? region.service.close()
    let lost = machine.restart(stop, seed: random.next())
    if stop == .power {
      try machines?.ledger.restart(seed: random.peek())
      try loseRegionMark()
    }
    story.append("the region stops (\(stop)), with \(lost) writes lost, and starts again")
    try move(to: try await life(in: region.folder))
    if let finding = try witness.checkRegion(region.folder + "/region.sqlite") {
      findings.append(finding)
    }
  }

  /// The mark beside the database is never flushed: it may be an older one, or none.
  private mutating func loseMark(of index: Int) throws {
    let path = devices[index].replica.home + "/replica.mark"
    switch random.below(6) {
    case 0: try Data(machines?.marks[index] ?? []).write(to: URL(fileURLWithPath: path))
    case 1: try Data().write(to: URL(fileURLWithPath: path))
    default: break
    }
  }

  /// Of the region's marks the first that a server writes is flushed.
  private func loseRegionMark() throws {
    guard let mark = machines?.regionMark, !mark.isEmpty, random.peek() % 3 == 0 else { return }
    try Data(mark).write(to: URL(fileURLWithPath: region.folder + "/region.sqlite.high-water"))
  }

  /// Remembers the region's mark as it is now.
  mutating func keepRegionMark() throws {
    guard let folder = machines?.region.folder else { return }
    let file = URL(fileURLWithPath: folder + "/region.sqlite.high-water")
    machines?.regionMark = Array(try Data(contentsOf: file))
  }

  /// Remembers the mark as it is now.
  mutating func keepMark(of index: Int) throws {
    guard machines != nil else { return }
    let path = devices[index].replica.home + "/replica.mark"
    machines?.marks[index] = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Files were put over those of a device.
  mutating func replaced(_ index: Int) {
    machines?.devices[index].settle()
    witness.forget(index)
  }
}
