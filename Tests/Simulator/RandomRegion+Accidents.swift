import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// The weather, and what happens to devices and servers.
extension RandomRegion {
  mutating func sync(_ index: Int) async throws {
    story.append("\(index) synchronises")
    let isToLeave = try isToLeave(index)
    let report = try await devices[index].sync(
      budget: anyBudget(), exchanges: Self.exchangeLimit)
    try checkAdmitted(index, after: report)
    if isToLeave { try checkLeft(index, after: report) }
    // One that got no answer tells of what a region acknowledged which may have lost it since.
    if machines != nil, report.ending == .complete || !regionWasPutBack {
      try witness.acknowledge(devices[index], report)
    }
    if carried.mallory != nil { try await checkTruth(of: index, after: report) }
  }

  mutating func anyBudget() -> SyncBudget {
    random.below(3) == 0
      ? SyncBudget(push: 700, answer: 1_500) : SyncBudget(push: 1 << 18, answer: 1 << 18)
  }

  mutating func carryBundle(from index: Int) throws {
    let other = Int(random.below(UInt64(devices.count)))
    guard other != index else { return }
    // Half of them carry on from what a third device has, and so may come too early.
    let third = Int(random.below(UInt64(2 * devices.count)))
    let space = try anySpace(of: devices[index])
    guard try members(of: space).contains(other) else { return }
    // Of a space that was left nothing is handed on, and nothing is taken.
    guard try isIn(space, index), try isIn(space, other) else { return }
    story.append("\(index) hands \(other) a bundle, from \(third) on")
    let since =
      try members(of: space).contains(third)
      ? try devices[third].replica.vector(of: space) : VersionVector()
    let bundle = try devices[index].replica.exportBundle(
      of: space, since: since, signer: devices[index].signer)
    _ = try devices[other].replica.importBundle(
      try Bundle(encoded: bundle.bundle.encoded), verifier: FakeSignature.verify,
      region: TestRegion.verifier)
  }

  func isIn(_ space: SpaceID, _ index: Int) throws -> Bool {
    try devices[index].replica.spaces().contains { $0.id == space && $0.role.mayRead }
  }

  mutating func jumpClock(of index: Int) {
    let days = Int64(random.below(4_000)) - 2_000
    story.append("the clock of \(index) jumps \(days) days")
    devices[index].clock.advance(days * 86_400_000)
  }

  /// The device lives on for a while, and then gets its old files back.
  mutating func putBack(_ index: Int) async throws {
    story.append("\(index) is put back")
    let copy = try devices[index].closeAndCopy()
    devices[index] = try devices[index].reopened()
    try create(on: index)
    try await sync(index)
    devices[index] = try devices[index].putBack(from: copy)
    replaced(index)
  }

  mutating func reopen(_ index: Int) throws {
    try devices[index].replica.close()
    devices[index] = try devices[index].reopened()
  }

  /// The region's server fails, and an older copy of its files takes over.
  mutating func putRegionBack() async throws {
    story.append("the region is put back")
    regionWasPutBack = true
    let copy = try region.closeAndCopy()
    let onward = try await life(in: region.folder)
    try move(to: onward)
    for index in devices.indices { try await sync(index) }
    try onward.service.close()
    try move(to: try await life(in: copy))
  }

  /// Another life of the region, on these files.
  mutating func life(in folder: String) async throws -> TestRegion {
    try machines?.move(region: folder)
    let life = try await TestRegion(
      folder: folder, clock: region.clock, limits: limits, admitsCopies: coordinator == nil,
      ledger: machines?.regionLedger)
    try keepRegionMark()
    return life
  }

  mutating func move(to next: TestRegion) throws {
    for index in devices.indices { devices[index] = try devices[index].moved(to: next) }
    region = next
  }
}
