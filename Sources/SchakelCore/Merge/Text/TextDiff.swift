/// What two sequences have in common, after Myers (1986): the fewest elements that are removed or
/// added, the removed ones as early as can be.
///
/// - Complexity: O(n + d²) as a rule, O(n · d) at the worst, where d is at most ``TextMerge/limit``.
struct TextDiff {
  /// For each element of the old sequence its place in the new one, rising; -1 for what was removed.
  private(set) var places: [Int32]

  /// Fails where more than ``TextMerge/limit`` elements were removed or added.
  init?(from old: [Int32], to new: [Int32]) {
    places = [Int32](repeating: -1, count: old.count)
    var start = 0
    while start < old.count, start < new.count, old[start] == new[start] {
      places[start] = Int32(start)
      start += 1
    }
    var (oldEnd, newEnd) = (old.count, new.count)
    while oldEnd > start, newEnd > start, old[oldEnd - 1] == new[newEnd - 1] {
      oldEnd -= 1
      newEnd -= 1
      places[oldEnd] = Int32(newEnd)
    }
    guard start < oldEnd, start < newEnd else {
      guard oldEnd - start + newEnd - start <= TextMerge.limit else { return nil }
      return
    }
    guard find(old[start..<oldEnd], new[start..<newEnd]) else { return nil }
  }

  /// The furthest that each diagonal was followed, of all rounds one after the other. Round d has the
  /// diagonals -d, -d + 2 … d.
  private struct Trace {
    var reached: [Int32] = []

    func at(_ round: Int, _ diagonal: Int) -> Int {
      Int(reached[round * (round + 1) / 2 + (diagonal + round) / 2])
    }
  }

  private mutating func find(_ old: ArraySlice<Int32>, _ new: ArraySlice<Int32>) -> Bool {
    var trace = Trace()
    for round in 0...TextMerge.limit {
      for diagonal in stride(from: -round, through: round, by: 2) {
        var x = Self.step(trace, round, diagonal)
        var y = x - diagonal
        while x < old.count, y < new.count, old[old.startIndex + x] == new[new.startIndex + y] {
          x += 1
          y += 1
        }
        trace.reached.append(Int32(x))
        if x >= old.count, y >= new.count {
          note(trace, round, diagonal, old, new)
          return true
        }
      }
    }
    return false
  }

  /// Where a diagonal is entered in a round: from the one below by a removal, or from the one above by
  /// an addition, whichever is further; by the removal where they are alike.
  private static func step(_ trace: Trace, _ round: Int, _ diagonal: Int) -> Int {
    guard round > 0 else { return 0 }
    let added = diagonal < round ? trace.at(round - 1, diagonal + 1) : -1
    let removed = diagonal > -round ? trace.at(round - 1, diagonal - 1) + 1 : -1
    return max(added, removed)
  }

  /// Goes back from the end and notes what was passed over unchanged.
  private mutating func note(
    _ trace: Trace, _ rounds: Int, _ last: Int, _ old: ArraySlice<Int32>, _ new: ArraySlice<Int32>
  ) {
    var diagonal = last
    for round in stride(from: rounds, through: 0, by: -1) {
      let end = trace.at(round, diagonal)
      let start = Self.step(trace, round, diagonal)
      for x in start..<max(start, end) {
        places[old.startIndex + x] = Int32(new.startIndex + x - diagonal)
      }
      guard round > 0 else { return }
      let removed = diagonal > -round ? trace.at(round - 1, diagonal - 1) + 1 : -1
      diagonal += start == removed ? -1 : 1
    }
  }

  /// Lets go of a match between two changes that says too little: single words that stand in both by
  /// chance would put the changes around them apart.
  ///
  /// - Parameter weight: how much the old elements of a range say.
  mutating func dissolve(newCount: Int, below least: Int, _ weight: (Range<Int>) -> Int) {
    var place = 0
    while place < places.count {
      guard places[place] >= 0 else {
        place += 1
        continue
      }
      let start = place
      repeat { place += 1 } while place < places.count && places[place] == places[place - 1] + 1
      let isFirst = start == 0 && places[start] == 0
      let isLast = place == places.count && Int(places[place - 1]) == newCount - 1
      guard !isFirst, !isLast, weight(start..<place) < least else { continue }
      for dissolved in start..<place { places[dissolved] = -1 }
    }
  }
}
