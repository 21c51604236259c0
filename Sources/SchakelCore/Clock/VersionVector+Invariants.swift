extension VersionVector {
  /// The first way in which this vector breaks its invariant, or nil. Tests, the simulator and the
  /// fuzzers call it after every step.
  public var invariantFailure: String? {
    for (index, entry) in entries.enumerated() {
      if entry.counter == 0 { return "a vector entry has counter zero" }
      if index > 0 && !(entries[index - 1].writer < entry.writer) {
        return "vector entries are not in strict order of their writers"
      }
    }
    return nil
  }
}
