import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelRegion
@testable import SchakelStore

@Suite("What a device keeps of the region's word on its log")
struct CheckpointTests {
  // MARK: Kept

  @Test("a device keeps the checkpoints that it reads, is synchronised, and says no more than ever")
  func kept() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try await anna.sync()
    for number in 0..<3 {
      try anna.note("notitie \(number)")
      try await anna.sync()
      try await region.service.checkpoint()
      #expect(try await anna.sync().isSynchronised)
    }
    let kept = try anna.replica.checkpoints(of: region.space)
    #expect(kept.count == 3)
    #expect(kept.map(\.checkpoint.documents) == [1, 2, 3])
    for (before, after) in zip(kept, kept.dropFirst()) {
      #expect(after.checkpoint.previous == Hashing.portable.sha256(before.checkpoint.encoded))
    }
    for each in kept {
      #expect(!each.isDoubted)
      #expect(TestRegion.verifier(each.checkpoint.signedBytes, each.checkpoint.signature))
    }
    #expect(try anna.replica.check() == [])
    anna.wire { $0.exchanges = 0 }
    #expect(try await anna.sync().isSynchronised)
    #expect(anna.wire { $0.exchanges } == 1)
    #expect(anna.wire { $0.requestBytes } <= 200)
    #expect(anna.wire { $0.answerBytes } <= 200)
  }

  @Test("devices converge whatever number of checkpoints lies in the log")
  func converging() async throws {
    var limits = RegionLimits()
    limits.checkpointEntries = 3
    let region = try await TestRegion(limits: limits)
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    for number in 0..<12 {
      try anna.note("van Anna \(number)")
      try bram.note("van Bram \(number)")
      for device in [anna, bram] { try await device.sync() }
    }
    for device in [anna, bram] { #expect(try await device.sync().isSynchronised) }
    #expect(try anna.states() == bram.states())
    #expect(try anna.replica.checkpoints(of: region.space).count > 5)
    for device in [anna, bram] {
      #expect(try device.replica.check() == [])
      #expect(try device.replica.pastChanges() == [])
    }
  }

  // MARK: Refused

  @Test("a flipped bit in it is refused with all that came with it, and nothing of it is kept")
  func flipped() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try await anna.sync()
    try await region.service.checkpoint()
    anna.wire { $0.tamper = { answer in answer.spaces[0].flipCheckpoint() } }
    let report = try await anna.sync()
    #expect(report.notices == [.startedOver(region.space)])
    anna.wire { $0.tamper = nil }
    #expect(try await anna.sync().isSynchronised)
    #expect(try anna.replica.checkpoints(of: region.space) == [])
    #expect(try anna.replica.check() == [])
    // It began anew by itself: the region's past is what it was.
    #expect(try anna.replica.pastChanges() == [])
  }

  @Test(
    "one that contradicts the log as it was read is not kept, is told of, and holds up nothing",
    arguments: [CheckpointFault.place, .hash, .digest, .signature])
  func contradicting(fault: CheckpointFault) async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    try await anna.sync()
    try await region.forgeCheckpoint(fault)
    #expect(try await anna.sync().isSynchronised)
    #expect(try anna.replica.checkpoints(of: region.space) == [])
    let findings = try anna.replica.check()
    #expect(findings.map(\.law) == [.checkpoint])
    #expect(findings.first?.message.contains(region.space.text) == true)
    #expect(try anna.replica.status().refusedCheckpoints == 1)
    try anna.note("gaat door")
    #expect(try await anna.sync().isSynchronised)
    try await region.service.checkpoint()
    try await anna.sync()
    #expect(try anna.replica.checkpoints(of: region.space).count == 1)
    #expect(try anna.replica.check().count == 1)
    #expect(try anna.replica.pastChanges() == [])
  }

  // MARK: The past

  @Test("a region that was put back is noted once on each device that was ahead, with its own word")
  func putBack() async throws {
    let scene = try await Restoring()
    try scene.anna.note("voor de kopie")
    try await scene.syncAll()
    let later = try await scene.copyRegion()
    try later.anna.note("na de kopie")
    try await later.syncAll()
    try await later.region.service.checkpoint()
    try await later.syncAll()
    let place = try #require(try later.anna.place())
    let signed = try #require(try later.anna.replica.checkpoints(of: later.region.space).last)

    let restored = try await later.restoreRegion()
    let carla = try await restored.region.device(3)
    for device in [restored.anna, restored.bram, carla, restored.anna, restored.bram] {
      #expect(try await device.sync().isSynchronised)
    }
    for device in [restored.anna, restored.bram] {
      let noted = try device.replica.pastChanges()
      #expect(noted.count == 1)
      let change = try #require(noted.first)
      #expect(change.space == restored.region.space)
      #expect(change.position == place.position && change.hash == place.hash)
      #expect(change.epochBefore == place.epoch)
      #expect(change.epochAfter != nil && change.epochAfter != place.epoch)
      try await restored.region.expectGone(change, signed)
      #expect(try device.replica.status().pastChanges == 1)
      #expect(try device.replica.check() == [])
      let all = try device.replica.checkpoints(of: restored.region.space)
      #expect(all.filter(\.isDoubted).map(\.checkpoint) == [signed.checkpoint])
    }
    #expect(try carla.replica.pastChanges() == [])
  }

  @Test("an honest restart notes nothing, nor does a database that was moved as a whole")
  func honest() async throws {
    let scene = try await Restoring()
    try scene.anna.note("bankje")
    try await scene.syncAll()
    try await scene.region.service.checkpoint()
    try await scene.syncAll()
    let again = try await scene.copyRegion()
    try await again.syncAll()
    // The copy is the whole log: it goes on in a new epoch, and nothing is gone.
    let moved = try await again.restoreRegion()
    try moved.bram.note("lantaarn")
    try await moved.syncAll()
    try await moved.region.service.checkpoint()
    try await moved.syncAll()
    for device in [moved.anna, moved.bram] {
      #expect(try device.replica.pastChanges() == [])
      #expect(try device.replica.status().pastChanges == 0)
      let kept = try device.replica.checkpoints(of: moved.region.space)
      #expect(kept.count == 2)
      #expect(Set(kept.map(\.epoch)).count == 2)
      #expect(try device.replica.check() == [])
    }
  }

  @Test("a device that had forgotten its cursor by itself notes a log that is shorter")
  func forgotten() async throws {
    let scene = try await Restoring()
    let later = try await scene.copyRegion()
    try later.anna.note("na de kopie")
    try await later.syncAll()
    let place = try #require(try later.bram.place())
    try later.bram.replica.forgetCursor(later.region.space)
    let restored = try await later.restoreRegion()
    #expect(try await restored.bram.sync().isSynchronised)
    let noted = try restored.bram.replica.pastChanges()
    #expect(noted.map(\.position) == [place.position])
    #expect(noted.map(\.hash) == [place.hash])
    #expect(noted.map(\.checkpoint) == [nil])
    // Another time, at a log that is what it was.
    try restored.bram.replica.forgetCursor(restored.region.space)
    #expect(try await restored.bram.sync().isSynchronised)
    #expect(try restored.bram.replica.pastChanges().count == 1)
  }
}

extension SyncAnswer.Space {
  /// Turns one bit of a checkpoint's signature on its way.
  fileprivate mutating func flipCheckpoint() {
    entries = entries.map { entry in
      guard case .entry(.checkpoint(let checkpoint)) = entry else { return entry }
      var signature = checkpoint.signature
      signature[17] ^= 1
      return .entry(.checkpoint(checkpoint.signed { _ in signature }))
    }
  }
}

extension TestDevice {
  /// How far it has read the log of the region's space.
  fileprivate func place() throws -> LogPlace? {
    let id = region.space
    return try replica.write { transaction throws(ReplicaError) in
      try transaction.space(id).place
    }
  }
}

extension TestRegion {
  /// Puts a checkpoint into the log that says what is not so. Whoever computes the log's hash finds
  /// nothing wrong with that.
  fileprivate func forgeCheckpoint(_ fault: CheckpointFault) async throws {
    let (id, service) = (space, service)
    try await service.store.write(cost: 0) { transaction throws(RegionError) in
      guard let space = try transaction.space(id) else { throw .noAccess }
      let other = Hashing.portable.sha256([1])
      let wrong = LogEntry.Checkpoint(
        position: fault == .place ? space.position - 1 : space.position,
        hash: fault == .hash ? other : space.hash, documents: space.documents,
        digest: fault == .digest ? space.digest &+ 1 : space.digest, previous: nil, time: 1)
      let key = fault == .signature ? [UInt8](repeating: 8, count: 32) : TestRegion.key
      let signed = wrong.signed { FakeSignature.sign($0, key: key) }
      var log = SpaceLog(space, service.environment, service.limits)
      try log.append(.checkpoint(signed), received: 1, to: transaction)
      try log.save(to: transaction)
    }
  }

  /// What a device noted is the region's own word, and the log that is there now does not go through
  /// it.
  fileprivate func expectGone(_ change: PastChange, _ signed: KeptCheckpoint) async throws {
    let bytes = try #require(change.checkpoint)
    var reader = CBORReader(bytes)
    guard case .checkpoint(let checkpoint) = try LogEntry(from: &reader) else {
      Issue.record("what was noted is no checkpoint")
      return
    }
    #expect(checkpoint == signed.checkpoint)
    #expect(Self.verifier(checkpoint.signedBytes, checkpoint.signature))
    let id = space
    let mark = try service.store.look { store throws(RegionError) in
      try store.mark(at: checkpoint.position, in: try store.space(id)?.number ?? 0)
    }
    #expect(mark != checkpoint.hash.prefix64)
  }
}
