import SchakelCore

/// A history as a region's log has it, in some order of arrival, and all that is on record of it.
struct Replayed {
  let history: History
  private(set) var replay: DocumentReplay
  /// Every record there ever was, in its last form, by its id.
  private(set) var records: [ConflictID: ConflictRecord] = [:]
  private(set) var position: UInt64 = 0
  private var heard: UInt64 = 0

  init(_ history: History, order: [Int]) throws {
    self.history = history
    replay = DocumentReplay(History.document)
    for number in order { try hear(number) }
  }

  /// The deeds that are here and have their effect: those of which all that they had seen is here.
  var taken: UInt64 {
    var taken: UInt64 = 0
    for deed in history.deeds
    where heard.has(deed.number) && history.needed(for: deed) & ~taken == 0 {
      taken |= deed.bit
    }
    return taken
  }

  var openFields: Set<String> {
    Set(records.values.filter(\.isOpen).map { $0.field.text })
  }

  mutating func hear(_ number: Int) throws {
    position += 1
    heard |= 1 << UInt64(number)
    let deed = history.deeds[number]
    let place = DocumentReplay.Place(position: position, received: 1_000 + position)
    if deed.isVoid {
      let void = LogEntry.Void(
        dot: deed.dot, link: deed.link, document: History.document,
        previous: history.previous(of: deed), reason: .notAllowed, received: place.received,
        signature: [UInt8](repeating: 0, count: 64))
      _ = try replay.take(
        void, at: place, hashing: .portable, refuses: { _, _ in false })
    } else {
      var change = history.change(of: deed)
      if deed.isErased { change = change.erased(.portable) }
      _ = try replay.take(
        change, check: deed.check, at: place, hashing: .portable,
        refuses: { _, _ in false })
    }
    for record in replay.takeRecords() { records[record.id] = record }
  }
}

extension Deed {
  /// A link that begins as the check says.
  var link: Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    for place in 0..<4 { bytes[place] = UInt8(truncatingIfNeeded: check >> (24 - 8 * place)) }
    guard let digest = Digest(bytes: bytes) else { preconditionFailure("thirty-two bytes") }
    return digest
  }
}
