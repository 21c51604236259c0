import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// A region with all that an audit is about: two who gave a note two titles, a settlement and what
/// took it back, an edit that met a deletion, a change that was refused, an epoch after the region was
/// put back, and a second space.
struct AuditScene {
  let region: TestRegion
  let anna: TestDevice
  let bram: TestDevice
  /// What the region hands to auditors. Its logs end in checkpoints that the devices have.
  let file: [UInt8]

  init() async throws {
    let first = try await TestRegion()
    let anna = try await first.device(1, person: "anna")
    let bram = try await first.device(2, person: "bram")
    try await Self.disagree(anna, bram)
    try await Self.refuse(in: first)
    let team = try await first.service.addSpace(name: "Buurtteam")
    try await first.join(team.id, handle: "anna", with: anna)
    try await anna.sync()
    try anna.replica.create("fieldNote", ["title": [Value("voor het team")]], in: team.id)
    try await anna.sync()
    let copy = try first.closeAndCopy()
    region = try await TestRegion(folder: copy, clock: first.clock)
    self.anna = try anna.moved(to: region)
    self.bram = try bram.moved(to: region)
    try self.bram.note("na het herstel")
    for device in [self.anna, self.bram] { try await device.sync() }
    file = try await region.auditFile()
    for device in [self.anna, self.bram] { try await device.sync() }
  }

  private static func disagree(_ anna: TestDevice, _ bram: TestDevice) async throws {
    let bench = try anna.note("bankje")
    let square = try anna.note("plein")
    for device in [anna, bram] { try await device.sync() }
    try anna.replica.edit(bench, [.set("title", Value("zitbank"))])
    try bram.replica.edit(bench, [.set("title", Value("ligbed"))])
    try bram.replica.edit(square, [.set("place", Value("hoek"))])
    try anna.replica.delete(square, reason: "dubbel")
    for device in [anna, bram, anna, bram] { try await device.sync() }
    try bram.replica.resolve(bench, "title", .write(Value("bank")), reason: "kort is goed")
    for device in [bram, anna] { try await device.sync() }
    let state = try DocumentState(encoded: try anna.states()[bench] ?? [])
    try anna.replica.revert(bench, state.siblings(of: "title")[0].dot, reason: "toch niet")
    for device in [anna, bram] { try await device.sync() }
  }

  /// Cor only reads by now, and did not know it yet.
  private static func refuse(in region: TestRegion) async throws {
    let cor = try await region.device(3, person: "cor")
    try await cor.sync()
    try await region.setRole(.reader, of: cor, handle: "cor")
    try cor.note("mag niet meer")
    try await cor.sync()
  }
}

extension AuditForgery {
  /// Whether the logs of this file go through all checkpoints that a device has kept of them.
  func goesThrough(_ kept: [KeptCheckpoint], of space: SpaceID) -> Bool {
    guard let log = spaces.first(where: { $0.space.space == space }) else { return false }
    return kept.allSatisfy { kept in
      let place = Int(kept.checkpoint.position)
      return place < log.entries.count && log.entries[place].read == .checkpoint(kept.checkpoint)
        && log.hash(at: place) == kept.checkpoint.hash
    }
  }
}

extension AuditForgery.Space {
  fileprivate func hash(at position: Int) -> Digest {
    entries.prefix(position).reduce(
      LogHash.genesis(space: space.space, epoch: space.epoch, hashing: .portable)
    ) { LogHash.next(after: $0, entry: $1.hashed, hashing: .portable) }
  }
}
