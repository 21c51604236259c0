extension DocumentState {
  /// The first way in which this state breaks its invariant, or nil.
  public var invariantFailure: String? {
    if let failure = vector.invariantFailure { return failure }
    if (kind == nil) != (madeBy == nil) { return "a kind without the change that gave it" }
    if let madeBy, !vector.covers(madeBy) { return "the vector omits the change that made it" }
    if let failure = voidFailure { return failure }
    for (index, field) in fields.enumerated() {
      if field.siblings.isEmpty { return "an empty field is kept" }
      if index > 0 && !(fields[index - 1].name < field.name) { return "fields are out of order" }
      if let failure = failure(in: field.siblings) { return failure }
      if field.name == .lifecycle, let failure = failure(inMarks: field.siblings) { return failure }
    }
    return encodingFailure
  }

  private var voidFailure: String? {
    for (index, end) in voidEnds.enumerated() {
      if end.effective >= vector.counter(of: end.writer) { return "a void end has no void" }
      if index > 0 && !(voidEnds[index - 1].writer < end.writer) { return "voids are out of order" }
    }
    return nil
  }

  private func failure(inMarks marks: Siblings) -> String? {
    for mark in marks {
      guard let seen = mark.seenVector else { return "a deletion mark holds no vector" }
      if !vector.dominates(seen) { return "a deletion has seen what the document has not" }
    }
    return nil
  }

  private func failure(in siblings: Siblings) -> String? {
    for (index, sibling) in siblings.enumerated() {
      if !hasEffect(sibling.dot) { return "the vector omits a sibling's dot, or has it as void" }
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
