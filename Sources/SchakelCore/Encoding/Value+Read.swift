extension Value {
  /// The text, or nil where this is something else.
  public var text: String? {
    var reader = reader
    return try? reader.text()
  }

  /// True or false, or nil where this is something else.
  public var flag: Bool? {
    var reader = reader
    return try? reader.bool()
  }

  /// The number, or nil where this is no integer or does not fit 64 bits.
  public var integer: Int64? {
    var reader = reader
    return try? reader.integer()
  }

  /// Whether this stands for a field that was cleared.
  public var isNull: Bool { self == .null }

  /// The whole item as a tree.
  public var item: CBORItem {
    var reader = reader
    // Every value was checked when it was made, so that reading it again cannot fail.
    return (try? CBORItem(from: &reader)) ?? .null
  }

  /// The value that holds `item`; nil where its numbers are not finite or its nesting too deep.
  public init?(_ item: CBORItem) {
    var writer = CBORWriter()
    guard item.encode(to: &writer) else { return nil }
    guard let value = try? Value(checking: writer.bytes) else { return nil }
    self = value
  }
}
