extension DocumentState {
  /// A field that holds something: one that holds nothing is not in the state.
  public struct Field: Hashable, Sendable {
    /// Empty for the lifecycle register, whose siblings are deletion marks.
    public let name: Name
    /// In strict order of dot and index; never empty.
    public let siblings: Siblings

    public init(name: Name, siblings: Siblings) {
      self.name = name
      self.siblings = siblings
    }
  }

  /// The fields of a document, in the order of their names' bytes.
  ///
  /// The siblings of all of them lie in one array, each field's after those of the field before it. With
  /// an array for each field, most of what applying, joining and reading cost would be allocations.
  public struct Fields: RandomAccessCollection, Hashable, Sendable {
    /// Where a field is: its siblings end here, and begin where those of the field before it end.
    private struct Place: Hashable, Sendable {
      let name: Name
      var end: Int
    }

    private var places: [Place] = []
    /// Of all fields.
    private(set) var siblings: [Sibling] = []

    init() {}

    /// Places count from 0.
    public var startIndex: Int { 0 }
    /// As many as there are fields.
    public var endIndex: Int { places.count }

    /// The field at a place, counted from 0.
    public subscript(place: Int) -> Field {
      Field(name: places[place].name, siblings: Siblings(siblings, in: range(at: place)))
    }

    /// Whether some field has more than one sibling.
    package var isSeveral: Bool { siblings.count > places.count }

    func name(at place: Int) -> Name { places[place].name }

    /// Where in ``siblings`` those of a field are.
    func range(at place: Int) -> Range<Int> {
      (place == 0 ? 0 : places[place - 1].end)..<places[place].end
    }

    /// Where a field is, or would be inserted.
    func position(of name: Name) -> Int {
      // Changes name their fields in order, so that those of a new document come after the last.
      let last = places.count - 1
      guard last >= 0, !(places[last].name < name) else { return last + 1 }
      var low = 0
      var high = last
      while low < high {
        let middle = (low + high) / 2
        if places[middle].name < name { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// Whether the siblings of a field are the same in another document. Seen in place: a copy of each
    /// would cost more than comparing them.
    func isSame(at place: Int, as other: Self, at otherPlace: Int) -> Bool {
      let here = range(at: place)
      let there = other.range(at: otherPlace)
      guard here.count == there.count else { return false }
      let (mine, theirs) = (siblings.span, other.siblings.span)
      let shift = there.lowerBound - here.lowerBound
      for place in here {
        guard mine[place].dot == theirs[place + shift].dot,
          mine[place].index == theirs[place + shift].index,
          mine[place].time == theirs[place + shift].time,
          mine[place].author == theirs[place + shift].author,
          mine[place].origin == theirs[place + shift].origin,
          mine[place].content == theirs[place + shift].content
        else { return false }
      }
      return true
    }

    /// Whether the field of that name is at a place, of which ``position(of:)`` says where it would be.
    func has(_ name: Name, at place: Int) -> Bool {
      place < places.count && places[place].name == name
    }
  }
}

// MARK: Built from the first to the last

extension DocumentState.Fields {
  mutating func reserve(fields: Int, siblings count: Int) {
    places.reserveCapacity(fields)
    siblings.reserveCapacity(count)
  }

  /// Adds to the field that ``end(_:)`` will name.
  mutating func append(_ sibling: Sibling) { siblings.append(sibling) }

  /// Adds whole fields of another document, by their places there.
  mutating func append(_ fields: Range<Int>, of other: Self) {
    guard let first = fields.first else { return }
    let start = other.range(at: first).lowerBound
    let shift = siblings.count - start
    siblings.append(contentsOf: other.siblings[start..<other.places[fields.upperBound - 1].end])
    for place in fields {
      places.append(Place(name: other.places[place].name, end: other.places[place].end + shift))
    }
  }

  /// Whatever was added since the last one is this field, which comes after all others; no field where
  /// nothing was.
  mutating func end(_ name: Name) {
    guard siblings.count > places.last?.end ?? 0 else { return }
    places.append(Place(name: name, end: siblings.count))
  }
}

// MARK: Altered

extension DocumentState.Fields {
  /// Puts a field in that is not here.
  mutating func insert(
    _ name: Name, at place: Int, _ count: Int, _ sibling: (Int) -> Sibling
  ) {
    let start = place == 0 ? 0 : places[place - 1].end
    put(count, at: start, sibling)
    guard place < places.count else { return end(name) }
    places.insert(Place(name: name, end: start), at: place)
    shift(by: count, from: place)
  }

  /// Takes out of a field what `targets` name, which are in the order of siblings, and puts in what one
  /// change brings. That stands together, since siblings are in order of dots, and goes in at once: one by
  /// one, thousands of values would move thousands of others each time.
  mutating func replace(
    _ targets: [Operation.Target], at place: Int, _ count: Int, _ sibling: (Int) -> Sibling
  ) {
    let range = range(at: place)
    var kept = keep(range, without: targets)
    var low = kept
    if count > 0 {
      let first = sibling(0)
      low = position(before: first, in: range.lowerBound..<kept)
      #if SCHAKEL_PLANTED_FAULTS
        if PlantedFault.ordersByArrival.isPlanted { low = kept }
        if PlantedFault.dropsLoser.isPlanted, kept > range.lowerBound {
          guard low == kept else { return close(kept..<range.upperBound, at: place) }
          (kept, low) = (range.lowerBound, range.lowerBound)
        }
      #endif
      if low == kept && range.upperBound - kept >= count {
        // Most often one value in place of another.
        for index in 0..<count { siblings[kept + index] = sibling(index) }
        return close(kept + count..<range.upperBound, at: place)
      }
    }
    if kept < range.upperBound { siblings.removeSubrange(kept..<range.upperBound) }
    put(count, at: low, sibling)
    shift(by: kept + count - range.upperBound, from: place)
    dropIfEmpty(place)
  }

  /// Empties a sibling, by its place in ``siblings``.
  mutating func erase(at place: Int) { siblings[place].content = .erased }

  /// Brings what is not named to the beginning of the range. Answers where that ends; what is behind it
  /// there is to go, or to be written over.
  private mutating func keep(_ range: Range<Int>, without targets: [Operation.Target]) -> Int {
    guard !targets.isEmpty else { return range.upperBound }
    var kept = range.lowerBound
    var next = 0
    for place in range {
      while next < targets.count && targets[next].endsBefore(siblings[place]) { next += 1 }
      if next < targets.count && siblings[place].isNamed(by: targets[next]) { continue }
      if kept < place { siblings.swapAt(kept, place) }
      kept += 1
    }
    return kept
  }

  /// Where a sibling belongs among those in a range.
  private func position(before sibling: Sibling, in range: Range<Int>) -> Int {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if Sibling.precedes(siblings[middle], sibling) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func put(_ count: Int, at start: Int, _ sibling: (Int) -> Sibling) {
    if start == siblings.count {
      for index in 0..<count { siblings.append(sibling(index)) }
    } else if count == 1 {
      siblings.insert(sibling(0), at: start)
    } else if count > 1 {
      siblings.insert(contentsOf: (0..<count).map(sibling), at: start)
    }
  }

  /// Takes out the end of a field.
  private mutating func close(_ range: Range<Int>, at place: Int) {
    guard !range.isEmpty else { return }
    siblings.removeSubrange(range)
    shift(by: -range.count, from: place)
    dropIfEmpty(place)
  }

  private mutating func shift(by count: Int, from place: Int) {
    guard count != 0 else { return }
    for place in place..<places.count { places[place].end += count }
  }

  private mutating func dropIfEmpty(_ place: Int) {
    if range(at: place).isEmpty { places.remove(at: place) }
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
