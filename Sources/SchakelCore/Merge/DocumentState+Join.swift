extension DocumentState {
  /// Takes in another replica's state of the same document: the least state that has seen what
  /// either has. Commutative, associative and idempotent, byte for byte.
  ///
  /// A sibling survives if both sides have it, or if the side that lacks it never saw its dot. Both
  /// sides must therefore agree on which changes are void (``appliesVoids(of:)``), and histories
  /// that forked (``VersionVector/forks(with:)``) are not to be joined: they would still
  /// come out the same on every replica, but siblings of the forked change are lost.
  /// - Complexity: O(writers + siblings) of both, one walk over each.
  public mutating func join(_ other: DocumentState) {
    if self == other { return }
    var joined: [Field] = []
    joined.reserveCapacity(max(fields.count, other.fields.count))
    var left = 0
    var right = 0
    while left < fields.count || right < other.fields.count {
      let side = Self.side(fields, left, other.fields, right)
      let name = side == .right ? other.fields[right].name : fields[left].name
      let mine = side == .right ? [] : fields[left].siblings
      let theirs = side == .left ? [] : other.fields[right].siblings
      let siblings = joinSiblings(mine, theirs, otherVector: other.vector)
      if !siblings.isEmpty { joined.append(Field(name: name, siblings: siblings)) }
      if side != .right { left += 1 }
      if side != .left { right += 1 }
    }
    fields = joined
    adoptKind(of: other)
    voidEnds = joinedVoidEnds(with: other)
    vector.merge(other.vector)
  }

  /// The change that made the document names its kind. Should two claim to have made it, the
  /// lesser dot stands on every replica, and of a forked one the lesser name.
  private mutating func adoptKind(of other: DocumentState) {
    guard let theirs = other.madeBy, let name = other.kind else { return }
    if let madeBy, let kind, (madeBy, kind) <= (theirs, name) { return }
    kind = name
    madeBy = theirs
  }

  private enum Side { case left, right, both }

  private static func side(_ a: [Field], _ i: Int, _ b: [Field], _ j: Int) -> Side {
    if i == a.count { return .right }
    if j == b.count { return .left }
    if a[i].name == b[j].name { return .both }
    return a[i].name < b[j].name ? .left : .right
  }

  private func joinSiblings(
    _ mine: [Sibling], _ theirs: [Sibling], otherVector: VersionVector
  ) -> [Sibling] {
    if mine == theirs { return mine }
    var out: [Sibling] = []
    out.reserveCapacity(max(mine.count, theirs.count))
    var left = 0
    var right = 0
    while left < mine.count || right < theirs.count {
      if right == theirs.count || left < mine.count && Sibling.precedes(mine[left], theirs[right]) {
        if !otherVector.covers(mine[left].dot) { out.append(mine[left]) }
        left += 1
      } else if left == mine.count || Sibling.precedes(theirs[right], mine[left]) {
        if !vector.covers(theirs[right].dot) { out.append(theirs[right]) }
        right += 1
      } else {
        out.append(Self.pick(mine[left], theirs[right]))
        left += 1
        right += 1
      }
    }
    return out
  }

  /// The same sibling on both sides. An erasure that one side has obeyed wins. Should a forked
  /// history hold two siblings under one dot, each part of the lesser stands on every replica: time
  /// and author together, so that all siblings of a dot keep one pair.
  private static func pick(_ left: Sibling, _ right: Sibling) -> Sibling {
    if left == right { return left }
    let claim = (left.time, left.author) <= (right.time, right.author) ? left : right
    return Sibling(
      dot: left.dot, index: left.index, time: claim.time, author: claim.author,
      origin: lesser(left.origin, right.origin), content: lesser(left.content, right.content))
  }

  private static func lesser(_ left: Sibling.Content, _ right: Sibling.Content) -> Sibling.Content {
    guard case .value(let mine) = left, case .value(let theirs) = right else { return .erased }
    return theirs < mine ? right : left
  }

  private static func lesser(
    _ left: Operation.Origin?, _ right: Operation.Origin?
  ) -> Operation.Origin? {
    guard let left, let right else { return nil }
    return (left.dot, left.author) <= (right.dot, right.author) ? left : right
  }
}
