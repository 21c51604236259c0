extension DocumentState {
  /// The first way in which this state breaks its invariant, or nil.
  public var invariantFailure: String? {
    if let failure = vector.invariantFailure { return failure }
    if (kind == nil) != (madeBy == nil) { return "a kind without the change that gave it" }
    if let madeBy, !vector.covers(madeBy) { return "the vector omits the change that made it" }
    for (index, field) in fields.enumerated() {
      if field.siblings.isEmpty { return "an empty field is kept" }
      if index > 0 && !(fields[index - 1].name < field.name) { return "fields are out of order" }
      if let failure = failure(in: field.siblings) { return failure }
    }
    return encodingFailure
  }

  private func failure(in siblings: [Sibling]) -> String? {
    for (index, sibling) in siblings.enumerated() {
      if !vector.covers(sibling.dot) { return "the vector omits a sibling's dot" }
      if index > 0 && !Sibling.precedes(siblings[index - 1], sibling) {
        return "siblings are out of order"
      }
    }
    return nil
  }

  /// What is written is read back as the same, in the same bytes.
  private var encodingFailure: String? {
    let bytes = encoded()
    guard let back = try? DocumentState(encoded: bytes) else { return "its bytes cannot be read" }
    if back != self { return "its bytes read back as another state" }
    return back.encoded() == bytes ? nil : "it has two encodings"
  }
}
