import EdgeTesting
import Logging
import SchakelServer
import Synchronization
import Testing

@testable import SchakelDaemon

/// A disk that fills up is told of in time; how much is left is what the test says.
@Suite struct DiskWatchTests {
  private static let little = DiskWatch.little

  /// Looks once at each of these, and answers what was logged at each, and what was noted.
  private static func looks(_ left: [UInt64?]) -> (lines: [[String]], noted: [UInt64]) {
    let (log, noted) = (Recorder<String>(), Recorder<UInt64>())
    let now = Mutex<UInt64?>(nil)
    let logger = Logger(label: "test") { _ in
      StructuredLogHandler(format: .json, level: .trace, now: { 0 }) { log.add($0) }
    }
    let watch = DiskWatch(logger, freeBytes: { now.withLock { $0 } }, note: { noted.add($0) })
    let lines = left.map { free in
      let before = log.all.count
      now.withLock { $0 = free }
      watch.look()
      return Array(log.all.dropFirst(before))
    }
    return (lines, noted.all)
  }

  @Test("little room is told of once, again when it halves, and when there is enough again")
  func told() {
    let low = Self.little - 1
    let left = [
      Self.little, low, low, low / 2 + 1, low / 2, low / 2, low / 4, low, Self.little, low,
    ]
    let (lines, noted) = Self.looks(left)
    #expect(lines.map(\.count) == [0, 1, 0, 0, 1, 0, 1, 0, 1, 1])
    #expect(noted == left)
    for line in lines[1] + lines[4] + lines[6] + lines[9] {
      #expect(line.contains(#""level":"warning""#) && line.contains("nearly full"))
      #expect(line.contains("low-disk"))
    }
    #expect(lines[4][0].contains("\(low / 2) bytes left"))
    #expect(lines[8][0].contains("room again"))
  }

  @Test("of a quota the limit that comes first counts, and one that is exceeded leaves nothing")
  func quotas() {
    #expect(Quota(hard: 0, soft: 0, used: 5_000).left == .max)
    #expect(Quota(hard: 8_192, soft: 0, used: 5_000).left == 3_192)
    #expect(Quota(hard: 8_192, soft: 6_144, used: 5_000).left == 1_144)
    #expect(Quota(hard: 8_192, soft: 6_144, used: 7_000).left == 0)
    #expect(Quota(hard: 8_192, soft: 0, used: 9_000).left == 0)
    // What the system says of a folder that is there, and of none.
    #expect(spaceLeft(at: "/") != nil && spaceLeft(at: "/no such folder") == nil)
  }

  @Test("a full disk is told of, and a system that does not say what is left is not")
  func ends() {
    let (full, _) = Self.looks([0, 0, 5_000, 0])
    #expect(full.map(\.count) == [1, 0, 0, 1] && full[0][0].contains("nothing can be written"))
    #expect(full[0][0].contains(#""level":"error""#) && full[0][0].contains("no-disk"))
    let (lines, noted) = Self.looks([nil, nil])
    #expect(lines == [[], []] && noted.isEmpty)
  }
}
