extension DocumentState {
  /// Applies one change, if all that it builds on is here.
  ///
  /// - Parameters:
  ///   - change: intact or erased; an erased one leaves siblings that hold nothing but their dots.
  ///   - check: the first four bytes of the change's link in its stream's chain.
  /// - Complexity: O(writers + siblings of the fields that the change touches).
  public mutating func apply(_ change: Change, check: UInt32) throws(CBORError) -> ApplyOutcome {
    let header = change.header
    if let refusal = readiness(for: header, dot: change.dot, check: check) { return refusal }
    if header.kind != nil {
      kind = header.kind
      madeBy = change.dot
    }
    if fields.isEmpty {
      fields.reserve(fields: header.operations.count, siblings: header.valueCount)
    }
    var next = 0
    for place in header.operations.indices {
      perform(place, of: change, from: next)
      next += header.operations[place].count
    }
    vector.record(change.dot, check: check)
    endVoids(of: change.writer, at: nil)
    return .applied
  }

  /// Notes a change that was refused on the record: it has no effect and counts as seen.
  ///
  /// This cannot take back a change that was applied here before it was refused: the answer is then
  /// ``ApplyOutcome/known``, and whoever keeps the log builds the document anew without it. Until
  /// then the state must be joined with none that has the void (``appliesVoids(of:)``).
  ///
  /// - Parameter previous: the counter of the same writer's change to this document before it, or
  ///   zero. The void waits for that one, so that an earlier change that is still on its way is
  ///   not taken for known.
  public mutating func recordVoid(_ dot: Dot, previous: UInt64, check: UInt32) -> ApplyOutcome {
    let mine = vector.entry(of: dot.writer)
    let have = mine?.counter ?? 0
    if let mine, have >= dot.counter { return mine.outcome(of: dot, check: check) }
    guard have >= previous else {
      return .waiting(for: [Dot(writer: dot.writer, counter: previous)])
    }
    let effective = mine.map { self.effective($0) } ?? 0
    vector.record(dot, check: check)
    endVoids(of: dot.writer, at: effective)
    return .applied
  }

  /// Why the change cannot be applied now, or nil when it can.
  private func readiness(
    for header: ChangeHeader, dot: Dot, check: UInt32
  ) -> ApplyOutcome? {
    let mine = vector.entry(of: dot.writer)
    if let mine, mine.counter >= dot.counter { return mine.outcome(of: dot, check: check) }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.forgetsContext.isPlanted { return nil }
    #endif
    if let gap = gap(to: header.context) { return gap }
    if header.context.counter(of: dot.writer) < mine?.counter ?? 0 {
      return .invalid(.contextOmitsOwnEdit)
    }
    return header.kind != nil && kind != nil ? .invalid(.documentExists) : nil
  }

  /// What the context has seen and this state has not, in one walk over both.
  private func gap(to context: VersionVector) -> ApplyOutcome? {
    var missing: [Dot] = []
    var index = 0
    for entry in context.entries {
      while index < vector.entries.count && vector.entries[index].writer < entry.writer {
        index += 1
      }
      guard index < vector.entries.count, vector.entries[index].writer == entry.writer,
        vector.entries[index].counter >= entry.counter
      else {
        missing.append(entry.dot)
        continue
      }
      let mine = vector.entries[index]
      if mine.counter == entry.counter && mine.check != entry.check { return .fork(at: entry.dot) }
    }
    return missing.isEmpty ? nil : .waiting(for: missing)
  }

  /// Takes out what an operation replaces and puts in what it brings. By its place: a copy of each
  /// would cost a third of all this.
  private mutating func perform(
    _ number: Int, of change: Change, from first: Int
  ) {
    let name = change.header.operations[number].field
    let count = change.header.operations[number].count
    let place = fields.position(of: name)
    func sibling(_ index: Int) -> Sibling {
      Self.sibling(index, of: number, in: change, value: first + index)
    }
    if fields.has(name, at: place) {
      fields.replace(change.header.operations[number].replaces, at: place, count, sibling)
    } else if count > 0 {
      fields.insert(name, at: place, count, sibling)
    }
  }

  /// One of what an operation brings; `place` is that of its value in the payload.
  private static func sibling(
    _ index: Int, of number: Int, in change: Change, value place: Int
  ) -> Sibling {
    let hasOrigins = !change.header.operations[number].origins.isEmpty
    return Sibling(
      dot: change.dot, index: index, time: change.header.time, author: change.header.author,
      origin: hasOrigins ? change.header.operations[number].origins[index] : nil,
      content: content(of: number, in: change, value: place))
  }

  /// A deletion mark holds what its writer had seen, which is in the header and cannot be erased.
  private static func content(
    of number: Int, in change: Change, value place: Int
  ) -> Sibling.Content {
    if change.header.operations[number].kind == .delete {
      return .value(change.header.context.value)
    }
    return change.content.map { .value($0.values[place]) } ?? .erased
  }
}

extension VersionVector.Entry {
  /// What to answer to a dot that this entry covers.
  fileprivate func outcome(of dot: Dot, check: UInt32) -> ApplyOutcome {
    counter == dot.counter && self.check != check ? .fork(at: dot) : .known
  }
}
