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
    var joined = Fields()
    joined.reserve(
      fields: max(fields.count, other.fields.count),
      siblings: max(fields.siblings.count, other.fields.siblings.count))
    var left = 0
    var right = 0
    // Fields that are the same on both sides, of which most documents have some, are taken together.
    var same = 0
    while left < fields.count || right < other.fields.count {
      let side = Self.side(fields, left, other.fields, right)
      if side == .both && fields.isSame(at: left, as: other.fields, at: right) {
        left += 1
        right += 1
        continue
      }
      joined.append(same..<left, of: fields)
      let name = side == .right ? other.fields.name(at: right) : fields.name(at: left)
      let mine = side == .right ? 0..<0 : fields.range(at: left)
      let theirs = side == .left ? 0..<0 : other.fields.range(at: right)
      join(mine, theirs, of: other, into: &joined)
      joined.end(name)
      if side != .right { left += 1 }
      if side != .left { right += 1 }
      same = left
    }
    joined.append(same..<left, of: fields)
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

  private static func side(_ a: Fields, _ i: Int, _ b: Fields, _ j: Int) -> Side {
    if i == a.count { return .right }
    if j == b.count { return .left }
    if a.name(at: i) == b.name(at: j) { return .both }
    return a.name(at: i) < b.name(at: j) ? .left : .right
  }

  /// Joins the siblings of one field, which are at these places here and in the other.
  private func join(
    _ here: Range<Int>, _ there: Range<Int>, of other: DocumentState, into joined: inout Fields
  ) {
    var left = here.lowerBound
    var right = there.lowerBound
    while left < here.upperBound || right < there.upperBound {
      let isLeftOut = left == here.upperBound
      let isRightOut = right == there.upperBound
      if isRightOut
        || !isLeftOut && Sibling.precedes(fields.siblings[left], other.fields.siblings[right])
      {
        let mine = fields.siblings[left]
        if !other.vector.covers(mine.dot) { joined.append(mine) }
        left += 1
      } else if isLeftOut
        || Sibling.precedes(other.fields.siblings[right], fields.siblings[left])
      {
        let theirs = other.fields.siblings[right]
        if !vector.covers(theirs.dot) { joined.append(theirs) }
        right += 1
      } else {
        joined.append(Self.pick(fields.siblings[left], other.fields.siblings[right]))
        left += 1
        right += 1
      }
    }
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
