/// Whether the document is there, is gone, or is both.
public enum Lifecycle: Hashable, Sendable {
  case alive
  /// Deleted, and nobody edited it without knowing.
  case deleted
  /// Somebody edited it while somebody else deleted it: it stays, and a person settles.
  case contested
}

extension DocumentState {
  /// Observed-remove deletion: a deletion takes with it what its writer had seen. Each deletion
  /// mark holds the vector that its writer saw; when these together cover every change to this
  /// document that has an effect, nothing is left to keep it alive.
  public var lifecycle: Lifecycle {
    guard let seen = seenByDeletions else { return .alive }
    let isCovered = vector.entries.allSatisfy { seen.counter(of: $0.writer) >= effective($0) }
    return isCovered ? .deleted : .contested
  }

  /// What those who deleted the document had seen of it together, their deletions among it; nil
  /// where nobody did. Of a contested document, what is beyond it was written without knowing.
  public var seenByDeletions: VersionVector? {
    guard let marks = fields.first, marks.name == .lifecycle else { return nil }
    var seen = VersionVector()
    for mark in marks.siblings {
      if let context = mark.seenVector { seen.merge(context) }
      seen.record(mark.dot, check: 0)
    }
    return seen
  }

  /// The fields that people see, without the lifecycle register.
  public var contentFields: Slice<Fields> {
    fields.has(.lifecycle, at: 0) ? fields.dropFirst() : fields[...]
  }
}

extension Sibling {
  /// A deletion mark holds its change's context as its value.
  var seenVector: VersionVector? {
    guard let value else { return nil }
    var reader = value.reader
    guard let vector = try? VersionVector(from: &reader), reader.isAtEnd else { return nil }
    return vector
  }
}

extension VersionVector {
  /// This vector as a value.
  var value: Value {
    var writer = CBORWriter(reserving: 4 + entries.count * 21)
    encode(to: &writer)
    return Value(trusted: writer.bytes)
  }
}
