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
    if fields.isEmpty { fields.reserveCapacity(header.operations.count) }
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
    let place = position(of: name)
    let news = Self.siblings(of: number, in: change, from: first)
    guard place < fields.count && fields[place].name == name else {
      guard !news.isEmpty else { return }
      let field = Field(name: name, siblings: news)
      if place == fields.count { fields.append(field) } else { fields.insert(field, at: place) }
      return
    }
    fields[place].remove(change.header.operations[number].replaces)
    fields[place].insert(news)
    if fields[place].siblings.isEmpty { fields.remove(at: place) }
  }

  /// What an operation brings; `first` is the place of its first value in the payload.
  private static func siblings(
    of number: Int, in change: Change, from first: Int
  ) -> [Sibling] {
    func sibling(_ index: Int) -> Sibling {
      let origins = change.header.operations[number].origins
      return Sibling(
        dot: change.dot, index: index, time: change.header.time, author: change.header.author,
        origin: origins.isEmpty ? nil : origins[index],
        content: content(of: number, in: change, value: first + index))
    }
    let count = change.header.operations[number].count
    return count == 1 ? [sibling(0)] : (0..<count).map(sibling)
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

extension DocumentState.Field {
  /// Removes the targets, both lists being in the same order.
  mutating func remove(_ targets: [Operation.Target]) {
    guard !targets.isEmpty && !siblings.isEmpty else { return }
    if targets.count == 1 {
      siblings.removeAll { $0.isNamed(by: targets[0]) }
    } else {
      var next = 0
      siblings.removeAll { sibling in
        while next < targets.count && targets[next].endsBefore(sibling) { next += 1 }
        return next < targets.count && sibling.isNamed(by: targets[next])
      }
    }
  }

  /// Puts in what one change brings. It stands together, since siblings are in order of dots, and
  /// goes in at once: one by one, thousands of values would move thousands of others each time.
  mutating func insert(_ news: [Sibling]) {
    guard let first = news.first else { return }
    if siblings.isEmpty { return siblings = news }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.ordersByArrival.isPlanted { return siblings += news }
      if PlantedFault.dropsLoser.isPlanted {
        siblings = Sibling.precedes(siblings[siblings.count - 1], first) ? news : siblings
        return
      }
    #endif
    var low = 0
    var high = siblings.count
    while low < high {
      let middle = (low + high) / 2
      if Sibling.precedes(siblings[middle], first) { low = middle + 1 } else { high = middle }
    }
    siblings.insert(contentsOf: news, at: low)
  }
}

extension VersionVector.Entry {
  /// What to answer to a dot that this entry covers.
  fileprivate func outcome(of dot: Dot, check: UInt32) -> ApplyOutcome {
    counter == dot.counter && self.check != check ? .fork(at: dot) : .known
  }
}

extension Sibling {
  fileprivate func isNamed(by target: Operation.Target) -> Bool {
    dot == target.dot && (target.index == nil || target.index == index)
  }
}

extension Operation.Target {
  /// Whether no sibling from `sibling` on can be named by this target.
  fileprivate func endsBefore(_ sibling: Sibling) -> Bool {
    if dot != sibling.dot { return dot < sibling.dot }
    guard let index else { return false }
    return index < sibling.index
  }
}
