extension DocumentState {
  /// Where a writer's changes to this document end in void ones: the last that has an effect.
  ///
  /// A void change counts as seen, so that what builds on it applies, and has no effect, so that it
  /// must not keep a deleted document alive either. The vector alone cannot tell the two apart.
  /// Voids with an effective change of the same writer after them need no note: that one decides.
  public struct VoidEnd: Hashable, Sendable {
    /// Whose last changes to the document are void.
    public let writer: Writer
    /// The counter of the writer's last change here that is not void; zero where there is none.
    public let effective: UInt64

    public init(writer: Writer, effective: UInt64) {
      self.writer = writer
      self.effective = effective
    }
  }

  /// The counter of the last change of an entry's writer that has an effect.
  func effective(_ entry: VersionVector.Entry) -> UInt64 {
    voidEnd(of: entry.writer)?.effective ?? entry.counter
  }

  /// Whether a dot was seen here and no void change of its writer comes after all that counts: as far
  /// as a state alone can tell, its change has an effect.
  public func hasEffect(_ dot: Dot) -> Bool {
    vector.entry(of: dot.writer).map { effective($0) >= dot.counter } ?? false
  }

  private func voidEnd(of writer: Writer) -> VoidEnd? {
    let place = voidPlace(of: writer)
    return place < voidEnds.count && voidEnds[place].writer == writer ? voidEnds[place] : nil
  }

  /// Where a writer's void end is, or would be inserted.
  private func voidPlace(of writer: Writer) -> Int {
    var low = 0
    var high = voidEnds.count
    while low < high {
      let middle = (low + high) / 2
      if voidEnds[middle].writer < writer { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether a change has an effect here that the other side knows to be void, as far as two states
  /// can tell. They must not be joined: this one is built anew first, without that change, or what
  /// the change had replaced is lost from both.
  public func appliesVoids(of other: DocumentState) -> Bool {
    other.voidEnds.contains { end in
      guard let mine = vector.entry(of: end.writer) else { return false }
      let voids = end.effective + 1...other.vector.counter(of: end.writer)
      return voids.contains(effective(mine))
    }
  }

  /// Sets where a writer's effective changes end, or takes note that they end with the vector.
  mutating func endVoids(of writer: Writer, at effective: UInt64?) {
    let place = voidPlace(of: writer)
    if voidEnd(of: writer) != nil { voidEnds.remove(at: place) }
    guard let effective else { return }
    voidEnds.insert(VoidEnd(writer: writer, effective: effective), at: place)
  }

  /// The ends of both, for a join: those of the side whose entry stands in the joined vector. Where
  /// both have the same entry, a void that one side knows of is void.
  func joinedVoidEnds(with other: DocumentState) -> [VoidEnd] {
    if voidEnds.isEmpty && other.voidEnds.isEmpty { return [] }
    let others = other.voidEnds.filter { voidEnd(of: $0.writer) == nil }
    return (voidEnds + others).map { $0.writer }.sorted().compactMap { writer in
      let effective = Self.joined(end(of: writer), other.end(of: writer))
      return effective.map { VoidEnd(writer: writer, effective: $0) }
    }
  }

  private struct End {
    let counter: UInt64
    let check: UInt32
    let effective: UInt64?
  }

  private func end(of writer: Writer) -> End {
    let entry = vector.entry(of: writer)
    return End(
      counter: entry?.counter ?? 0, check: entry?.check ?? 0,
      effective: voidEnd(of: writer)?.effective)
  }

  private static func joined(_ left: End, _ right: End) -> UInt64? {
    if (left.counter, left.check) != (right.counter, right.check) {
      return (left.counter, left.check) > (right.counter, right.check)
        ? left.effective : right.effective
    }
    guard let mine = left.effective, let theirs = right.effective
    else { return left.effective ?? right.effective }
    return min(mine, theirs)
  }
}
