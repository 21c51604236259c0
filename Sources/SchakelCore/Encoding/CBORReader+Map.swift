extension CBORReader {
  /// A map with integer keys, in order and none twice. `read` takes each key's value, or passes over
  /// it by ``skipUnknown(key:)``.
  mutating func map(
    _ read: (_ key: UInt64, inout CBORReader) throws(CBORError) -> Void
  ) throws(CBORError) {
    var previous: UInt64?
    for _ in 0..<(try mapHead()) { try read(try key(after: &previous), &self) }
  }

  /// An array that is left out where it is empty, and so has one encoding.
  mutating func someArray<Element>(
    _ read: (inout CBORReader) throws(CBORError) -> Element
  ) throws(CBORError) -> [Element] {
    let start = offset
    let items = try array(read)
    guard !items.isEmpty else { throw CBORError(.notShortest, at: start) }
    return items
  }

  /// An array whose items are read one by one.
  package mutating func array<Element>(
    _ read: (inout CBORReader) throws(CBORError) -> Element
  ) throws(CBORError) -> [Element] {
    let start = offset
    let count = try arrayHead()
    guard count <= Limits.itemsPerMessage else { throw CBORError(.limit, at: start) }
    var items: [Element] = []
    for _ in 0..<count { items.append(try read(&self)) }
    return items
  }
}
