extension DocumentState {
  /// Empties every sibling that `dot` brought. Dots stay, and with them the state's structure and
  /// digest. Deletion marks stay: they hold vectors, not words.
  public mutating func erase(_ dot: Dot) {
    let marks = fields.has(.lifecycle, at: 0) ? fields.range(at: 0).upperBound : 0
    for place in marks..<fields.siblings.count where fields.siblings[place].dot == dot {
      fields.erase(at: place)
    }
  }
}
