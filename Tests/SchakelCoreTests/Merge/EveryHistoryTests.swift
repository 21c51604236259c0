import SchakelCore
import Testing

/// All small histories, rather than some.
@Suite("Every small history")
struct EveryHistoryTests {
  /// What goes together in three edits; each alphabet has an edit that is refused.
  static let alphabets = [
    ["title=b", "title/0=c", "title=c void"],
    ["themes+x", "themes-x", "themes-x void"],
    ["title=b", "delete", "restore", "delete void"],
  ]

  @Test("two edits by anyone, in any order and twice over, give the judge's picture")
  func twoEdits() throws {
    let actions = Set(Self.alphabets.joined()).sorted { $0.isBefore($1) }
    for history in History.every(steps: 2, actions: actions + ["title=b|c", "title=b erased"]) {
      let newcomer = Arrival(history)
      let whole = try newcomer.hearing([0, 1, 2])
      #expect(Picture(whole) == Judge(history).picture, "\(history.testDescription)")
      for order in permutations(of: [0, 1, 2])
      where try newcomer.hearing(order + order) != whole {
        Issue.record("\(order) of \(history.testDescription)")
      }
    }
  }

  @Test("three edits by anyone, in any order or joined, give the judge's picture")
  func threeEdits() throws {
    for history in Self.alphabets.flatMap({ History.every(steps: 3, actions: $0) }) {
      let newcomer = Arrival(history)
      let whole = try newcomer.hearing([0, 1, 2, 3])
      #expect(Picture(whole) == Judge(history).picture, "\(history.testDescription)")
      for order in [[0, 1, 3, 2], [0, 2, 1, 3], [0, 2, 3, 1], [0, 3, 1, 2], [0, 3, 2, 1]]
      where try newcomer.hearing(order) != whole {
        Issue.record("\(order) of \(history.testDescription)")
      }
      let parts = try [1, 2, 3].map { number in
        try newcomer.hearing(history.closed(1 | 1 << UInt64(number)).members)
      }
      for order in permutations(of: parts)
      where order[0].joined(order[1]).joined(order[2]) != whole {
        Issue.record("joins of \(history.testDescription)")
      }
    }
  }
}
