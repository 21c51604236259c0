import SchakelCore
import Synchronization
import Testing

@testable import SchakelRegion

@Suite("Checkpoints")
struct CheckpointTests {
  private static let hour: UInt64 = 3_600_000

  /// One space, and a log that gets a checkpoint after each twenty entries.
  private func small() async throws -> (region: TestRegion, space: SpaceID, anna: TestDevice) {
    var limits = RegionLimits()
    limits.checkpointEntries = 20
    let region = try await TestRegion.make(limits: limits)
    let space = try await region.service.addSpace(name: "West").id
    return (region, space, try await region.device("a", in: space))
  }

  // MARK: After so many entries

  @Test("after a thousand entries there is a checkpoint in the same commit")
  func thousand() async throws {
    let region = try await TestRegion.make()
    let space = try await region.service.addSpace(name: "West").id
    let anna = try await region.device("a", in: space)
    for number in 0..<1_100 { anna.create("note \(number)", in: space) }
    let before = try region.position(of: space)
    let few = 999 - before - 1  // the seal is an entry too
    let first = try await anna.exchange(space, push: [anna.run(1...few, in: space)])
    try anna.absorb(first)
    #expect(try region.position(of: space) == 999)
    #expect(try region.checkpoints(of: space).isEmpty)

    let moves = region.moves()
    let answer = try await anna.exchange(space)
    try await region.settle()
    #expect(moves.withLock { $0 } == [[space]])
    let found = try region.checkpoints(of: space)
    #expect(found.map(\.position) == [try region.position(of: space)])
    #expect(answer.receipt?.position == found.first?.position, "the receipt does not cover it")
    try anna.absorb(answer)
    #expect(anna.spaces[space]?.cursor == answer.head)
    try region.expectSound(found, in: space)
  }

  @Test("whatever adds entries adds the checkpoint: members and devices too")
  func everyPath() async throws {
    let (region, space, anna) = try await small()
    for number in 0..<10 { _ = try await region.device("p\(number)", in: space) }
    #expect(try region.checkpoints(of: space).count == 1)
    for number in 0..<30 {
      _ = try await region.service.invite(
        handle: "a", name: "Anna \(number)", to: space, as: .contributor)
    }
    #expect(try region.checkpoints(of: space).count == 2)
    anna.create("note", in: space)
    try await anna.sync(space)
    try region.expectSound(try region.checkpoints(of: space), in: space)
  }

  @Test("a checkpoint's digest and count are those of the documents after the whole push")
  func ofDocuments() async throws {
    let (region, space, anna) = try await small()
    let bob = try await region.device("b", in: space)
    for number in 0..<70 {
      let writer = number.isMultiple(of: 2) ? anna : bob
      let id = writer.create("note \(number)", in: space)
      if number.isMultiple(of: 3) { writer.edit(id, "better \(number)", in: space) }
      guard number % 7 == 6 else { continue }
      for device in [anna, bob] { try await device.sync(space) }
      guard let last = try region.checkpoints(of: space).last,
        last.position == (try region.position(of: space))
      else { continue }
      try await anna.sync(space)
      #expect(last.checkpoint.digest == anna.digest(of: space))
      #expect(last.checkpoint.documents == UInt64(anna.spaces[space]?.documents.count ?? 0))
    }
    let found = try region.checkpoints(of: space)
    #expect(found.count > 2)
    try region.expectSound(found, in: space)
  }

  // MARK: By the clock, and at the end

  @Test("an idle region writes none, and no commit")
  func idle() async throws {
    let (region, space, anna) = try await small()
    let east = try await region.service.addSpace(name: "Oost").id
    #expect(try await region.service.checkpoint() == [space, east])
    let commits = try region.commits()
    for _ in 0..<5 {
      region.clock.advance(Self.hour)
      #expect(try await region.service.checkpoint().isEmpty)
    }
    #expect(try region.commits() == commits)
    anna.create("a note", in: space)
    try await anna.sync(space)
    #expect(try await region.service.checkpoint(east).isEmpty)
    #expect(try await region.service.checkpoint() == [space])
    #expect(try region.checkpoints(of: space).count == 2)
    #expect(try region.checkpoints(of: east).count == 1)
    let error = try await failure {
      try await region.service.checkpoint(SpaceID(rawValue: 1))
    }
    #expect(error.code == .noAccess)
  }

  @Test("a device that has read a checkpoint is at the end, and the log stays where it is")
  func noStorm() async throws {
    let (region, space, anna) = try await small()
    anna.create("note", in: space)
    try await anna.sync(space)
    let moves = region.moves()
    try await region.service.checkpoint()
    try await region.settle()
    #expect(moves.withLock { $0 } == [[space]])
    let answer = try await anna.sync(space)
    #expect(answer.cursor == answer.head)
    let position = try region.position(of: space)
    for _ in 0..<3 {
      #expect(try await anna.sync(space).entries.isEmpty)
      try await region.service.checkpoint()
    }
    try await region.settle()
    #expect(moves.withLock { $0 } == [[space]])
    #expect(try region.position(of: space) == position)
  }

  @Test("a checkpoint says the time of the region's clock, and status when the last one was")
  func time() async throws {
    let (region, space, _) = try await small()
    #expect(try await region.service.status().spaces.map(\.checkpointed) == [nil])
    region.clock.advance(Self.hour)
    try await region.service.checkpoint()
    let now = region.clock.now
    region.clock.advance(Self.hour)
    #expect(try await region.service.status().spaces.map(\.checkpointed) == [now])
    #expect(try region.checkpoints(of: space).map(\.checkpoint.time) == [now])
  }

  // MARK: Restored

  @Test("the chain of checkpoints runs through a restore, from the last that is still there")
  func restored() async throws {
    let (region, space, anna) = try await small()
    try await region.service.checkpoint()
    let file = region.scratch.file()
    try region.service.close()
    shell("cp '\(file)' '\(file).backup'")
    var later = try await region.reopened()
    let ahead = anna.copied(to: later)
    ahead.create("lost", in: space)
    try await ahead.sync(space)
    try await later.service.checkpoint()
    let lost = try #require(try later.checkpoints(of: space).last)
    try later.service.close()
    shell("cat '\(file).backup' > '\(file)'; rm -f '\(file)-wal' '\(file)-shm'")

    later = try await region.reopened()
    try await later.service.beginServing()
    try await later.service.checkpoint()
    let found = try later.checkpoints(of: space)
    #expect(found.count == 2)
    #expect(found.first?.position != lost.position)
    #expect(!found.contains { $0.bytes == lost.bytes })
    try later.expectSound(found, in: space)
  }

  // MARK: Readings

  @Test("whoever reads the audit is in the audit, and a sealed log ends in a checkpoint")
  func readings() async throws {
    let (region, space, anna) = try await small()
    let east = try await region.service.addSpace(name: "Oost").id
    try await anna.sync(space)
    try await region.service.noteReading(
      by: anna.device.person, scope: .conflicts, spaces: [space])
    let moves = region.moves()
    try await region.service.sealLog(of: [space, east], reading: .export, by: nil)
    try await region.settle()
    #expect(moves.withLock { $0 } == [[space, east]])
    #expect(try region.readings(of: space).map(\.scope) == [.conflicts, .export])
    #expect(try region.readings(of: space).map(\.reader) == [anna.device.person, nil])
    for id in [space, east] {
      let last = try region.checkpoints(of: id).last
      #expect(last?.position == (try region.position(of: id)))
      try region.expectSound(try region.checkpoints(of: id), in: id)
    }
    try await anna.sync(space)
    let read = anna.spaces[space]?.entries.suffix(3).map(\.tag)
    #expect(read == [.reading, .reading, .checkpoint])
    #expect(try await region.service.checkpoint().isEmpty)
  }

  @Test("a reading of a space that is not there is written nowhere")
  func unknownSpace() async throws {
    let (region, space, _) = try await small()
    let position = try region.position(of: space)
    let error = try await failure {
      try await region.service.sealLog(
        of: [space, SpaceID(rawValue: 1)], reading: .export, by: nil)
    }
    #expect(error.code == .noAccess)
    #expect(try region.position(of: space) == position)
  }
}

/// Which spaces each commit moved.
private final class Moves: Sendable {
  private let commits = Mutex<[[SpaceID]]>([])

  func withLock<T: Sendable>(_ body: (inout [[SpaceID]]) -> T) -> T {
    commits.withLock { body(&$0) }
  }
}

/// A checkpoint as it lies in the log.
private struct Found {
  let position: UInt64
  let checkpoint: LogEntry.Checkpoint
  let bytes: [UInt8]
}

extension TestRegion {
  fileprivate func record(of space: SpaceID) throws -> SpaceRecord {
    try #require(try store.look { view throws(RegionError) in try view.space(space) })
  }

  fileprivate func position(of space: SpaceID) throws -> UInt64 {
    try record(of: space).position
  }

  fileprivate func moves() -> Moves {
    let moves = Moves()
    service.whenMoved { spaces in moves.withLock { $0.append(spaces) } }
    return moves
  }

  private func log(of space: SpaceID) throws -> [LogRecord] {
    let number = try record(of: space).number
    return try store.look { view throws(RegionError) in
      var all: [LogRecord] = []
      try view.entries(
        in: number, after: 0, wantsBytes: { _, _, _ in true },
        visit: { record in
          all.append(record)
          return true
        })
      return all
    }
  }

  fileprivate func checkpoints(of space: SpaceID) throws -> [Found] {
    try log(of: space).compactMap { record in
      guard record.tag == .checkpoint, case .checkpoint(let checkpoint) = try LogEntry(record)
      else { return nil }
      return Found(position: record.position, checkpoint: checkpoint, bytes: record.bytes)
    }
  }

  fileprivate func readings(of space: SpaceID) throws -> [LogEntry.Reading] {
    try log(of: space).compactMap { record in
      guard record.tag == .reading, case .reading(let reading) = try LogEntry(record)
      else { return nil }
      return reading
    }
  }

  /// Each stands where it says, is the region's word on the log there, and names the one before.
  fileprivate func expectSound(_ found: [Found], in space: SpaceID) throws {
    var previous: Digest?
    for each in found {
      let checkpoint = each.checkpoint
      #expect(checkpoint.position == each.position - 1)
      let mark = try store.look { view throws(RegionError) in
        try view.mark(at: checkpoint.position, in: try view.space(space)?.number ?? 0)
      }
      #expect(checkpoint.hash.prefix64 == mark)
      #expect(checkpoint.previous == previous)
      #expect(
        FakeKeys.verify(FakeKeys.region, checkpoint.signedBytes, checkpoint.signature))
      previous = Hashing.portable.sha256(each.bytes)
    }
    let record = try record(of: space)
    #expect(record.checkpoint == found.last?.position ?? 0)
    if let last = found.last, last.position == record.position {
      #expect(last.checkpoint.digest == record.digest)
      #expect(last.checkpoint.documents == record.documents)
    }
  }
}
