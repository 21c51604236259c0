import SchakelCore

extension SQL {
  /// The last change of a stream to a document before a key.
  static let lastOfDocument = SQL(
    """
    SELECT key, link FROM changes WHERE key > ? AND key < ? AND document = ?
    ORDER BY key DESC LIMIT 1
    """)
}

/// What the writer of a change had seen, of what is here now. A context names a writer's changes by
/// their count; where some of them gave way, others stand under their dots, which nobody saw.
struct Sight {
  let context: VersionVector
  /// Of writers whose changes gave way: the counter of the first that did.
  let parted: [Writer: UInt64]

  func covers(_ dot: Dot) -> Bool {
    context.covers(dot) && dot.counter < parted[dot.writer] ?? .max
  }
}

extension ReplicaTransaction {
  func sight(
    of context: VersionVector, on state: DocumentState, in space: SpaceRow
  ) throws(ReplicaError) -> Sight {
    var parted: [Writer: UInt64] = [:]
    for entry in context.entries {
      let gone = try gone(of: entry.writer, through: entry.counter, in: space)
      guard let first = gone.first, try !stands(entry, beside: gone, on: state, in: space)
      else { continue }
      parted[entry.writer] = first.counter
    }
    return Sight(context: context, parted: parted)
  }

  /// Whether a context names the history that is here, and not the one that gave way to it. What
  /// cannot be told counts as unseen: then a person is asked.
  private func stands(
    _ entry: VersionVector.Entry, beside gone: [Gone], on state: DocumentState, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    if state.vector.entry(of: entry.writer) == entry { return true }
    let stream = try stream(of: entry.writer, in: space)
    let key = ChangeKey(stream: stream.no, counter: entry.counter)
    if try changeLink(key)?.check == entry.check {
      return try connection.number(.isWaiting, key.rawValue) == 0
    }
    if try voidLink(key)?.check == entry.check { return true }
    let there = gone.filter { $0.counter == entry.counter }
    return !there.isEmpty && !there.contains { $0.check == entry.check }
  }

  /// Whether a change is of what the writer had seen, or says that again.
  func has(
    _ sight: Sight, seen dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) -> Bool {
    var dot = dot
    var passed: Set<Dot> = [dot]
    while !sight.covers(dot) {
      guard let (origin, check) = try saidAgain(by: dot, in: space), passed.insert(origin).inserted
      else { return false }
      if let entry = sight.context.entry(of: origin.writer), entry.counter >= origin.counter,
        entry.counter > origin.counter || entry.check == check
      {
        return true
      }
      dot = origin
    }
    return true
  }

  /// A change, and what its link begins with where another may stand under its dot.
  struct Saying {
    let dot: Dot
    let check: UInt32?
  }

  /// A change and those before it of which it says the same again. What the region sends may go in a
  /// circle; nothing here does.
  func sayings(of dot: Dot, in space: SpaceRow) throws(ReplicaError) -> [Saying] {
    var sayings = [Saying(dot: dot, check: nil)]
    while let last = sayings.last, let origin = try saidAgain(by: last.dot, in: space),
      !sayings.contains(where: { $0.dot == origin.dot })
    {
      sayings.append(Saying(dot: origin.dot, check: origin.check))
    }
    return sayings
  }

  /// The change that one of this device says again; nil where it says something new.
  private func saidAgain(
    by dot: Dot, in space: SpaceRow
  ) throws(ReplicaError) -> (dot: Dot, check: UInt32)? {
    guard dot.writer.replica == identity.replica, let again = try storedChange(dot, in: space),
      case .change(let origin, let check) = again.change.header.origin
    else { return nil }
    return (origin, check)
  }

  /// The context of a change that has seen no more than `sight` of a document; nil where there is
  /// none, since it has to name all that its writer has in the document.
  func vector(
    of sight: Sight, on document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> VersionVector? {
    var vector = VersionVector()
    for entry in document.state.vector.entries {
      let seen =
        entry.writer.replica == identity.replica
        ? try lastWrittenHere(entry, sight, on: document, in: space)
        : try lastSeen(entry, sight, on: document, in: space)
      if let seen { vector.record(seen.dot, check: seen.check) }
    }
    let mine = identity.writer
    guard !vector.isEmpty, vector.entry(of: mine) == document.state.vector.entry(of: mine)
    else { return nil }
    return vector
  }

  /// The last change of another's to a document that was seen, as far as it can be told.
  private func lastSeen(
    _ entry: VersionVector.Entry, _ sight: Sight, on document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> VersionVector.Entry? {
    guard let seen = sight.context.entry(of: entry.writer) else { return nil }
    guard let first = sight.parted[entry.writer] else {
      if seen.counter == entry.counter && seen.check != entry.check { return nil }
      return seen.counter < entry.counter ? seen : entry
    }
    let stream = try stream(of: entry.writer, in: space)
    return try connection.row(
      .lastOfDocument, ChangeKey(stream: stream.no, counter: 0).rawValue,
      ChangeKey(stream: stream.no, counter: first).rawValue, document.no
    ) { row throws(SQLiteError) in
      VersionVector.Entry(
        writer: entry.writer, counter: ChangeKey(rawValue: try row.int64(at: 0)).counter,
        check: ChangeLink(stored: try row.blob(at: 1)).check)
    }
  }

  /// The last of this device's changes to a document before the first that was not seen.
  private func lastWrittenHere(
    _ entry: VersionVector.Entry, _ sight: Sight, on document: DocumentRow, in space: SpaceRow
  ) throws(ReplicaError) -> VersionVector.Entry? {
    var seen: VersionVector.Entry?
    var next = entry
    while !sight.covers(next.dot) {
      guard let change = try storedChange(next.dot, in: space),
        change.change.header.document == document.id
      else { return nil }
      seen = try has(sight, seen: next.dot, in: space) ? seen ?? next : nil
      guard let before = change.change.header.context.entry(of: entry.writer) else { return seen }
      next = before
    }
    return seen ?? next
  }
}
