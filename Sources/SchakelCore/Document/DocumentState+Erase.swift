extension DocumentState {
  /// Empties every sibling that `dot` brought. Dots stay, and with them the state's structure and
  /// digest. Deletion marks stay: they hold vectors, not words.
  public mutating func erase(_ dot: Dot) {
    for field in fields.indices where fields[field].name != .lifecycle {
      for sibling in fields[field].siblings.indices
      where fields[field].siblings[sibling].dot == dot {
        fields[field].siblings[sibling].content = .erased
      }
    }
  }
}
