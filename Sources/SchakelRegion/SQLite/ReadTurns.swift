import SchakelCore

/// Who reads next: no person has more than a share of the places, and those who wait have turns by person.
///
///     var turns = ReadTurns<Continuation>(places: 4)
///     for begun in turns.come(device.person, continuation) { begun.read.resume() }
///     …
///     for begun in turns.leave(device.person) { begun.read.resume() }
///
/// Invariant: nobody waits while a place is free, but who has their share. So a read of somebody who has no
/// other waits only while others have all places; and then for one read of each of those who were in the
/// line before, at the most, however many they have there.
///
/// Those who wait stand in a line of people, not of reads (round robin; J. Nagle, "On packet switches with
/// infinite storage", RFC 970): who had a turn goes to its end with the rest. Who has their share keeps
/// their place in the line and is passed over. How long a read takes is not known here.
struct ReadTurns<Read> {
  /// Nil is the region itself, which reads for nobody in particular.
  typealias Reader = PersonID?

  /// A read that has its turn.
  struct Begun {
    let read: Read
    /// How many reads of others began while it waited; nil where its reader had another when it came.
    let ahead: Int?
  }

  private struct Waiting {
    let read: Read
    var ahead: Int?
  }

  /// How many reads one reader may have under way: half of the places, and at least one.
  let share: Int
  private(set) var free: Int
  private(set) var underWay: [Reader: Int] = [:]
  private var waiting: [Reader: [Waiting]] = [:]
  /// Those who wait, each once.
  private var line: [Reader] = []

  /// - Parameter places: how many reads can be under way at once.
  init(places: Int) {
    precondition(places > 0, "somebody has to read")
    (free, share) = (places, max(1, places / 2))
  }

  /// The reads that wait.
  var count: Int { waiting.values.reduce(0) { $0 + $1.count } }

  /// Somebody wants to read. O(those who wait).
  ///
  /// - Returns: what begins now.
  mutating func come(_ reader: Reader, _ read: Read) -> [Begun] {
    let hasOther = underWay[reader] != nil || waiting[reader] != nil
    if waiting[reader] == nil { line.append(reader) }
    waiting[reader, default: []].append(Waiting(read: read, ahead: hasOther ? nil : 0))
    return takeTurns()
  }

  /// A read is over. O(those who wait).
  ///
  /// - Returns: what begins now.
  mutating func leave(_ reader: Reader) -> [Begun] {
    guard let count = underWay[reader] else { return [] }
    underWay[reader] = count > 1 ? count - 1 : nil
    free += 1
    return takeTurns()
  }

  private mutating func takeTurns() -> [Begun] {
    var begun: [Begun] = []
    while free > 0, let place = line.firstIndex(where: { underWay[$0, default: 0] < share }) {
      let reader = line.remove(at: place)
      guard var reads = waiting[reader], !reads.isEmpty else { continue }
      let next = reads.removeFirst()
      waiting[reader] = reads.isEmpty ? nil : reads
      if !reads.isEmpty { line.append(reader) }
      free -= 1
      underWay[reader, default: 0] += 1
      for other in line where other != reader { waiting[other]?[0].ahead? += 1 }
      begun.append(Begun(read: next.read, ahead: next.ahead))
    }
    return begun
  }
}
