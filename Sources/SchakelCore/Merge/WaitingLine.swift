/// What waits in one document: entries of the log that cannot be applied before others.
///
///     line.add(item, beyond: state.vector)
///     line.noteSeen(dot, check: check)
///     while let item = line.takeReady() { … }
///
/// *Invariant*: the `gaps` of an item's place count the dots of its context that the document has not seen, and
/// each of these stands once among the gaps of its writer. An item is ready once it has none left,
/// or one of them turned out to be another change than the one it builds on.
///
/// Each gap is noted once, when its item joins the line, and gone through once, when its writer's
/// changes have come that far. All that is ever done for what waits is therefore in proportion to
/// the contexts that were pushed, not to their square: one device can make thousands wait.
package struct WaitingLine: Sendable {
  /// A change, or a void, that came before what it builds on.
  package struct Item: Sendable {
    /// What happens to the document when its turn comes.
    package enum Content: Sendable {
      case change(Change)
      case void(previous: UInt64)
    }

    /// Its place in the log.
    package let position: UInt64
    /// The number that the keeper of the log knows its stream by.
    package let stream: Int64
    package let dot: Dot
    package let link: Digest
    /// When the region took it in, milliseconds since 1970 (UTC).
    package let received: UInt64
    package let content: Content

    package init(
      position: UInt64, stream: Int64, dot: Dot, link: Digest, received: UInt64, content: Content
    ) {
      self.position = position
      self.stream = stream
      self.dot = dot
      self.link = link
      self.received = received
      self.content = content
    }
  }

  private struct Place {
    let item: Item
    var gaps = 0
    var isReady = false
    /// A dot of its context turned out to be another change.
    var isOnOther = false
    var isRefused = false
  }

  /// A dot that somebody waits for.
  private struct Gap {
    let counter: UInt64
    /// That of the change it is meant to be; nil where any will do.
    let check: UInt32?
    /// Who waits. The position tells an item from one that had its dot before.
    let dot: Dot
    let position: UInt64
  }

  private var places: [Dot: Place] = [:]
  /// The counters that wait, rising.
  private var counters: [Writer: [UInt64]] = [:]
  /// By the writer who is waited for, in the order of their counters.
  private var gaps: [Writer: [Gap]] = [:]
  /// What is ready, the first in the log last.
  private var ready: [Item] = []
  /// The bytes of the changes that wait.
  package private(set) var bytes = 0
  /// How many gaps were looked at, so that a test can hold the work to its promise.
  package private(set) var steps = 0

  package init() {}

  package var count: Int { places.count }
  package var isEmpty: Bool { places.isEmpty }

  /// The item of a dot, also one that is about to be refused.
  package subscript(dot: Dot) -> Item? { places[dot]?.item }

  /// Whether the dot waits and may yet be applied.
  package func isWaiting(_ dot: Dot) -> Bool { places[dot]?.isRefused == false }

  /// Whether the dot builds on another history than the one here. The document's vector shows it no
  /// longer once the writer of that dot has gone on, which may be before this item's turn.
  package func isOnOther(_ dot: Dot) -> Bool { places[dot]?.isOnOther == true }

  /// The greatest counter of `writer` that waits below `limit`; nil if none does.
  package func lastCounter(of writer: Writer, below limit: UInt64) -> UInt64? {
    guard let counters = counters[writer] else { return nil }
    let end = counters.firstIndex(from: { $0 >= limit })
    return end > 0 ? counters[end - 1] : nil
  }

  /// - Parameter vector: what the document has seen.
  package mutating func add(_ item: Item, beyond vector: VersionVector) {
    var place = Place(item: item)
    for (dot, check) in item.missing(from: vector) {
      let gap = Gap(counter: dot.counter, check: check, dot: item.dot, position: item.position)
      var list = gaps.removeValue(forKey: dot.writer) ?? []
      list.insert(gap, at: list.firstIndex(from: { $0.counter > dot.counter }))
      gaps[dot.writer] = list
      place.gaps += 1
      steps += 1
    }
    bytes += item.size
    var list = counters.removeValue(forKey: item.dot.writer) ?? []
    list.insert(item.dot.counter, at: list.firstIndex(from: { $0 >= item.dot.counter }))
    counters[item.dot.writer] = list
    places[item.dot] = place
    if place.gaps == 0 { makeReady(item.dot) }
  }

  /// Takes an item out, applied or refused.
  @discardableResult
  package mutating func remove(_ dot: Dot) -> Item? {
    guard let item = places.removeValue(forKey: dot)?.item else { return nil }
    bytes -= item.size
    if let index = counters[dot.writer]?.firstIndex(from: { $0 >= dot.counter }) {
      counters[dot.writer]?.remove(at: index)
    }
    return item
  }

  /// Leaves an item where it is until the log has the entry that refuses it.
  package mutating func refuse(_ dot: Dot) { places[dot]?.isRefused = true }

  /// Notes that the document has seen its writer's changes up to this one.
  package mutating func noteSeen(_ dot: Dot, check: UInt32) {
    guard !gaps.isEmpty, var list = gaps.removeValue(forKey: dot.writer) else { return }
    let end = list.firstIndex(from: { $0.counter > dot.counter })
    for gap in list[..<end] where places[gap.dot]?.item.position == gap.position {
      steps += 1
      places[gap.dot]?.gaps -= 1
      let isOther = gap.counter == dot.counter && gap.check.map { $0 != check } == true
      if isOther { places[gap.dot]?.isOnOther = true }
      if isOther || places[gap.dot]?.gaps == 0 { makeReady(gap.dot) }
    }
    list.removeFirst(end)
    if !list.isEmpty { gaps[dot.writer] = list }
  }

  private mutating func makeReady(_ dot: Dot) {
    guard let place = places[dot], !place.isReady, !place.isRefused else { return }
    places[dot]?.isReady = true
    let item = place.item
    ready.insert(item, at: ready.firstIndex(from: { $0.position < item.position }))
  }

  /// The next item to try, in the log's order. It stays in the line until it is removed.
  package mutating func takeReady() -> Item? {
    while let item = ready.popLast() {
      if self[item.dot]?.position == item.position, isWaiting(item.dot) { return item }
    }
    return nil
  }
}

extension WaitingLine {
  /// Says what items wait for: the dots that have to come and are not in the line themselves.
  ///
  /// What several items lack only by way of others is named with the first of them alone. All
  /// answers together then name each such dot once, instead of once for every pair.
  package struct Walk {
    private var walked: Set<Dot> = []
    /// How many gaps were looked at.
    package private(set) var steps = 0

    package init() {}

    package mutating func missing(
      for dot: Dot, in line: WaitingLine, beyond vector: VersionVector
    ) -> [Dot] {
      var missing: [Dot] = []
      var named: Set<Dot> = []
      walked.insert(dot)
      var next = [dot]
      while let dot = next.popLast() {
        for (gap, _) in line[dot]?.missing(from: vector) ?? [] {
          steps += 1
          if line[gap] != nil {
            if walked.insert(gap).inserted { next.append(gap) }
          } else if named.insert(gap).inserted {
            missing.append(gap)
          }
        }
      }
      return missing
    }
  }
}

extension WaitingLine.Item {
  /// The dots that it builds on and a document with this vector has not seen.
  fileprivate func missing(from vector: VersionVector) -> [(dot: Dot, check: UInt32?)] {
    switch content {
    case .change(let change):
      return change.header.context.entries.lazy.filter { !vector.covers($0.dot) }
        .map { (dot: $0.dot, check: $0.check) }
    case .void(let previous):
      let dot = Dot(writer: dot.writer, counter: previous)
      return vector.covers(dot) ? [] : [(dot: dot, check: nil)]
    }
  }

  /// The bytes that are kept for it.
  fileprivate var size: Int {
    guard case .change(let change) = content else { return 0 }
    return change.size
  }
}

extension Change {
  /// The bytes of header and payload.
  package var size: Int {
    switch payload {
    case .intact(let bytes): headerBytes.count + bytes.count
    case .erased: headerBytes.count + Digest.byteCount
    }
  }
}

extension Array {
  /// The first index whose element fits, in an array that has all of these at its end; the end if
  /// there is none. O(log n).
  fileprivate func firstIndex(from fits: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = (low + high) / 2
      if fits(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
