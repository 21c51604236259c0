public import SchakelCore

extension CBORItem: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(floatLiteral value: Double) { self = .double(value) }

  public init(integerLiteral value: Int64) {
    self = value < 0 ? .negative(value) : .unsigned(UInt64(value))
  }
}

extension CBORItem: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = .text(text) }
}

extension CBORItem: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  public init(arrayLiteral items: CBORItem...) { self = .array(items) }

  public init(dictionaryLiteral pairs: (CBORItem, CBORItem)...) {
    self = .map(pairs.map { Pair($0.0, $0.1) })
  }
}

extension CBORItem {
  /// The one item that `bytes` are.
  init(checking bytes: [UInt8]) throws {
    var reader = CBORReader(bytes)
    try self.init(from: &reader)
    try reader.finish()
  }
}
