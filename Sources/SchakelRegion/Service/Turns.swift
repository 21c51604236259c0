import SchakelCore

/// Who comes next: no person has more than a share of the places, and those who wait have turns by person.
///
///     var turns = Turns<Continuation>(places: 4, share: 2)
///     for begun in turns.come(device.person, continuation) { begun.item.resume() }
///     …
///     for begun in turns.leave(device.person) { begun.item.resume() }
///
/// Invariant: nobody waits while a place is free, but who has their share. So somebody who has no other
/// turn waits only while others have all places; and then for one turn of each of those who were in the
/// line before, at the most, however many they want.
///
/// Those who wait stand in a line of people, not of what they want (round robin; J. Nagle, "On packet
/// switches with infinite storage", RFC 970): who had a turn goes to its end with the rest. Who has their
/// share keeps their place in the line and is passed over. How long a turn takes is not known here.
struct Turns<Item> {
  /// Nil is the region itself, which works for nobody in particular.
  typealias Party = PersonID?

  /// What has its turn.
  struct Begun {
    let item: Item
    /// How many turns of others began while it waited; nil where its person had another when it came.
    let ahead: Int?
  }

  private struct Waiting {
    let item: Item
    var ahead: Int?
  }

  /// How many turns one person may have at once.
  let share: Int
  private(set) var free: Int
  private(set) var underWay: [Party: Int] = [:]
  private var waiting: [Party: [Waiting]] = [:]
  /// Those who wait, each once.
  private var line: [Party] = []

  /// - Parameter places: how many turns there can be at once.
  init(places: Int, share: Int) {
    precondition(places > 0 && share > 0, "somebody has to have a turn")
    (free, self.share) = (places, share)
  }

  /// Those that wait.
  var count: Int { waiting.values.reduce(0) { $0 + $1.count } }

  /// Somebody wants a turn. O(those who wait).
  ///
  /// - Returns: what begins now.
  mutating func come(_ party: Party, _ item: Item) -> [Begun] {
    let hasOther = underWay[party] != nil || waiting[party] != nil
    if waiting[party] == nil { line.append(party) }
    waiting[party, default: []].append(Waiting(item: item, ahead: hasOther ? nil : 0))
    return takeTurns()
  }

  /// A turn is over. O(those who wait).
  ///
  /// - Returns: what begins now.
  mutating func leave(_ party: Party) -> [Begun] {
    guard let count = underWay[party] else { return [] }
    underWay[party] = count > 1 ? count - 1 : nil
    free += 1
    return takeTurns()
  }

  private mutating func takeTurns() -> [Begun] {
    var begun: [Begun] = []
    while free > 0, let place = line.firstIndex(where: { underWay[$0, default: 0] < share }) {
      let party = line.remove(at: place)
      guard var items = waiting[party], !items.isEmpty else { continue }
      let next = items.removeFirst()
      waiting[party] = items.isEmpty ? nil : items
      if !items.isEmpty { line.append(party) }
      free -= 1
      underWay[party, default: 0] += 1
      for other in line where other != party { waiting[other]?[0].ahead? += 1 }
      begun.append(Begun(item: next.item, ahead: next.ahead))
    }
    return begun
  }
}
