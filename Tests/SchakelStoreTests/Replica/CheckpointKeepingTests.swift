import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Which checkpoints stay")
struct CheckpointKeepingTests {
  private static let hour: UInt64 = 3_600_000
  private static let first = EpochID(rawValue: 0xe1)
  private static let second = EpochID(rawValue: 0xe2)

  /// Keeps one after another, an hour apart, from the start of a day on; answers those that stay, by
  /// their number.
  private func stay(
    _ count: UInt64, epoch: (UInt64) -> EpochID = { _ in first }
  ) throws -> [UInt64] {
    let device = try TestReplica(1)
    for number in 1...count { try device.keep(number, in: epoch(number)) }
    let kept = try device.replica.checkpoints(of: TestReplica.space)
    #expect(kept.allSatisfy { $0.epoch == epoch($0.checkpoint.position) })
    return kept.map(\.checkpoint.position)
  }

  @Test("the last hundred stay, and of older ones the first of each day")
  func thinned() throws {
    #expect(try stay(100) == Array(1...100))
    let stayed = try stay(240)
    // Number n is of hour n; those of the first day are 1 to 23, of the second 24 to 47.
    #expect(stayed == [1, 24, 48, 72, 96, 120] + Array(141...240))
  }

  @Test("the only one of an epoch stays, though its day has others")
  func epochs() throws {
    let stayed = try stay(240) { $0 == 5 ? Self.second : Self.first }
    #expect(stayed.prefix(3) == [1, 5, 24])
  }

  @Test("where an epoch began is known better once the log says so")
  func corrected() throws {
    let device = try TestReplica(1)
    // The cursor that they came with was given out in the second.
    for number in 1...3 as ClosedRange<UInt64> { try device.keep(number, in: Self.second) }
    let hash = Hashing.portable.sha256([3])
    try device.hear(
      .init(
        epoch: Self.second,
        previous: Cursor(epoch: Self.first, position: 4, mark: hash.prefix64), time: 1),
      at: LogPlace(epoch: Self.second, position: 4, hash: hash))
    try device.keep(5, in: Self.second)
    let kept = try device.replica.checkpoints(of: TestReplica.space)
    #expect(kept.map(\.epoch) == [Self.first, Self.first, Self.first, Self.second])
    #expect(try device.replica.pastChanges() == [])
  }

  @Test(
    "an epoch that does not go on where it stands is noted: elsewhere, otherwise, or out of nothing",
    arguments: [0, 1, 2])
  func elsewhere(_ kind: Int) throws {
    let device = try TestReplica(1)
    try device.keep(3, in: Self.first)
    let hash = Hashing.portable.sha256([3])
    let previous = [
      Cursor(epoch: Self.first, position: 3, mark: hash.prefix64),
      Cursor(epoch: Self.first, position: 4, mark: 0), nil,
    ][kind]
    try device.hear(
      .init(epoch: Self.second, previous: previous, time: 1),
      at: LogPlace(epoch: Self.first, position: 4, hash: hash))
    let noted = try device.replica.pastChanges()
    #expect(noted.map(\.position) == [4])
    #expect(noted.map(\.epochBefore) == [Self.first] && noted.map(\.epochAfter) == [Self.second])
    #expect(noted.first?.checkpoint == TestReplica.checkpoint(3).encoded)
  }

  @Test("another one for the same place is noted with the first as evidence, once")
  func another() throws {
    let device = try TestReplica(1)
    for number in 7...9 as ClosedRange<UInt64> { try device.keep(number, in: Self.first) }
    for number in 8...9 as ClosedRange<UInt64> {
      try device.keep(number, in: Self.second, digest: 99)
    }
    let noted = try device.replica.pastChanges()
    #expect(noted.map(\.position) == [8])
    #expect(noted.first?.checkpoint == TestReplica.checkpoint(8).encoded)
    #expect(noted.map(\.epochBefore) == [Self.first] && noted.map(\.epochAfter) == [Self.second])
    let kept = try device.replica.checkpoints(of: TestReplica.space)
    #expect(kept.map(\.checkpoint.position) == [7, 8, 9])
    #expect(kept.map(\.isDoubted) == [true, false, false])
    // The same once more is no news.
    try device.keep(9, in: Self.second, digest: 99)
    #expect(try device.replica.pastChanges().count == 1)
  }

  @Test("one that cannot be read any more is found")
  func damaged() throws {
    let device = try TestReplica(1)
    try device.keep(1, in: Self.first)
    #expect(try device.replica.check() == [])
    try device.replica.write { transaction throws(ReplicaError) in
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection.execute("UPDATE checkpoints SET bytes = x'00'")
      }
    }
    #expect(try device.replica.check().map(\.law) == [.readable])
  }
}

extension TestReplica {
  fileprivate static func checkpoint(_ number: UInt64, digest: UInt64 = 0) -> LogEntry.Checkpoint {
    LogEntry.Checkpoint(
      position: number, hash: Hashing.portable.sha256([1]), documents: 0, digest: digest,
      previous: nil, time: number * 3_600_000, signature: [UInt8](repeating: 1, count: 64))
  }

  fileprivate func keep(_ number: UInt64, in epoch: EpochID, digest: UInt64 = 0) throws {
    let checkpoint = Self.checkpoint(number, digest: digest)
    try replica.write { transaction throws(ReplicaError) in
      try transaction.keep(
        checkpoint,
        at: LogPlace(epoch: epoch, position: number, hash: checkpoint.hash),
        in: try transaction.space(Self.space))
    }
  }

  fileprivate func hear(_ start: LogEntry.EpochStart, at place: LogPlace) throws {
    try replica.write { transaction throws(ReplicaError) in
      try transaction.hear(start, at: place, in: try transaction.space(Self.space))
    }
  }
}
