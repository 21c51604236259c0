import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelSync
import Testing

/// The real program signs where its logs stand.
@Suite(.timeLimit(.minutes(10))) struct CheckpointTests {
  /// The space's row and the last entry of its log, as they lie on the disk.
  static func end(
    of space: SpaceID, in data: String
  ) throws -> (space: SpaceRecord, entry: LogEntry) {
    let store = try SQLiteRegionStore(data + "/region.sqlite")
    let (record, bytes) = try store.look { view throws(RegionError) in
      let record = try view.space(space)
      let entry = try record.map { space throws(RegionError) in
        try view.entry(at: space.position, in: space.number)
      }
      return (record, entry??.bytes)
    }
    try store.close()
    var reader = CBORReader(try #require(bytes))
    return (try #require(record), try LogEntry(from: &reader))
  }

  @Test("a server that is told to stop leaves a checkpoint, and an idle one no second")
  func shutdown() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(in: scratch)
    let space = try await running.status().space
    let anna = try await running.device(of: "anna", in: space, scratch)
    for index in 0..<5 { try anna.note("note \(index)", in: space) }
    #expect(try await anna.sync().isSynchronised)
    #expect(try await running.status().spaces[0].lastCheckpoint == nil)
    let before = try await running.status().spaces[0]
    await running.end(by: SIGTERM)
    #expect(running.process.terminationStatus == 0)

    let (record, entry) = try Self.end(of: space, in: running.data)
    guard case .checkpoint(let checkpoint) = entry else {
      Issue.record("the log does not end in a checkpoint: \(entry)")
      return
    }
    #expect(record.position == UInt64(before.position) + 1)
    #expect(checkpoint.position == UInt64(before.position))
    #expect(checkpoint.digest == record.digest)
    #expect(EpochID(rawValue: checkpoint.digest).text == before.digest)
    #expect(checkpoint.documents == 5)
    #expect(
      SigningKey.isValid(
        checkpoint.signature, of: checkpoint.signedBytes, by: anna.regionKey))

    let again = try await Running.serve(running.data)
    anna.port = again.port
    #expect(try await anna.sync().isSynchronised)
    #expect(try await again.status().spaces[0].lastCheckpoint != nil)
    await again.end(by: SIGINT)
    #expect(try Self.end(of: space, in: running.data).space.position == record.position)
  }

  @Test("it signs at the interval that is set, says so in its log, and shows when in its figures")
  func interval() async throws {
    let scratch = try Scratch()
    let running = try await Running.founded(
      in: scratch, ["--log-format", "json", "--checkpoint-seconds", "0.05"])
    let line = try await running.logLine { $0.contains(#""action":"checkpoint""#) }
    #expect(line.contains(#""object":"1 spaces","result":"done""#), "\(line)")
    let page = try await Wire.connect(to: running.port) { try await $0.get("/metrics") }.body
    let time = page.firstMatch(of: /schakel_checkpoint_timestamp_seconds ([0-9.e+]+)\n/)?.1
    #expect(time.flatMap { Double($0) } ?? 0 > 1_700_000_000, "\(page)")
    let space = try await running.status().space
    await running.end(by: SIGTERM)
    // A log at rest is not signed again, however often the clock comes round.
    #expect(try Self.end(of: space, in: running.data).space.position == 2)
  }
}
