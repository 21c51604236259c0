import Foundation
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Old copies, and roles that come and go.
extension RandomRegion {
  mutating func harshStep(_ index: Int) async throws {
    switch random.below(20) {
    case 0..<4: try copy(index)
    case 4..<8: try restore(index)
    case 8..<10: try await copyRegion()
    case 10..<13: try await restoreRegion()
    case 13..<15: try await changeRole(of: index % people)
    case 15..<17: try await leaveOrComeBack(index % people)
    default: try await sync(index)
    }
  }

  mutating func copy(_ index: Int) throws {
    story.append("\(index) is copied")
    copies[index] = try devices[index].closeAndCopy()
    devices[index] = try devices[index].reopened()
    ledger.copy(index)
  }

  /// Everything that the device did since its copy was made is gone there.
  mutating func restore(_ index: Int) throws {
    guard let copy = copies[index] else { return }
    story.append("\(index) gets its copy back")
    devices[index] = try devices[index].putBack(from: copy)
    ledger.restore(index)
    replaced(index)
  }

  /// The device's files go on on another machine as well: two that are the same to the region, until it
  /// hears of both.
  mutating func clone(_ index: Int) throws {
    guard devices.count < max(Self.deviceLimit, people + 2), !isOut(index), let machines else {
      return
    }
    story.append("\(devices.count) is a clone of \(index)")
    let home = scratchFolder()
    try copyFiles(from: try devices[index].closeAndCopy(), to: home)
    devices[index] = try devices[index].reopened()
    self.machines?.devices.append(FaultyDisk(in: home))
    self.machines?.marks[devices.count] = machines.marks[index]
    owners.append(owners[index])
    devices.append(try devices[index].reopened(home: home))
    watchOver()
  }

  mutating func copyRegion() async throws {
    story.append("the region is copied")
    regionCopy = try region.closeAndCopy()
    ledger.copyRegion()
    witness.copyRegion()
    try move(to: try await life(in: region.folder))
  }

  mutating func restoreRegion() async throws {
    guard let copy = regionCopy else { return }
    story.append("the region gets its copy back")
    regionWasPutBack = true
    try region.service.close()
    ledger.restoreRegion()
    witness.restoreRegion()
    let folder = scratchFolder()
    try copyFiles(from: copy, to: folder)
    if decisions != nil {
      // What was decided outlasts the database: whoever puts a copy back brings the newest ledger.
      let newest = try Data(contentsOf: URL(fileURLWithPath: region.folder + "/region.ledger"))
      try newest.write(to: URL(fileURLWithPath: folder + "/region.ledger"))
    }
    try move(to: try await life(in: folder))
  }

  mutating func changeRole(of person: Int) async throws {
    guard !gone.contains(person) else { return }
    let isReader = readers.contains(person)
    if isReader { readers.remove(person) } else { readers.insert(person) }
    story.append("person \(person) may \(isReader ? "write" : "only read")")
    try await setRole(isReader ? .contributor : .reader, of: person)
  }

  /// Somebody's membership of the first space ends, or begins again.
  mutating func leaveOrComeBack(_ person: Int) async throws {
    readers.remove(person)
    guard !gone.contains(person) else { return try await comeBack(person) }
    story.append("person \(person) leaves")
    gone.insert(person)
    try await give(.none, to: person)
    watchOver()
  }

  /// Whether a device that synchronises now has to hear that its person left. A region that does not know
  /// the device's place in its log does not say so: what it lost may be on that device alone.
  func isToLeave(_ index: Int) throws -> Bool {
    guard decisions != nil, gone.contains(owners[index]), !isOut(index), !regionWasPutBack
    else { return false }
    return try devices[index].request().spaces.contains {
      $0.space == region.space && $0.cursor != nil
    }
  }

  /// Of a space that its person left a device keeps nothing but what is in the tray.
  mutating func checkLeft(_ index: Int, after report: SyncReport) throws {
    guard report.ending == .complete else { return }
    guard try !devices[index].replica.states(in: region.space).isEmpty else { return }
    findings.append("device \(index) keeps what it has of a space that its person left")
  }

  mutating func comeBack(_ person: Int) async throws {
    if gone.remove(person) != nil { story.append("person \(person) comes back") }
    watchOver()
    try await give(.contributor, to: person)
  }

  private func give(_ role: Role, to person: Int) async throws {
    guard let id = devices[person].replica.identity.person else { return }
    _ = try await region.service.setRole(role, of: id, in: region.space)
  }

  func setRole(_ role: Role, of person: Int) async throws {
    // Where the person's first device is out of use it accepts no invitation.
    guard decisions == nil else { return try await give(role, to: person) }
    try await region.setRole(role, of: devices[person], handle: "p\(person)")
  }
}
