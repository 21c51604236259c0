import SchakelCore

/// A message taken apart, so that a test can put it together in another way.
extension CBORItem {
  /// The map with another value under a key, or none.
  func with(_ key: CBORItem, _ value: CBORItem?) -> CBORItem {
    guard case .map(let pairs) = self else { preconditionFailure("\(self) is no map") }
    let others = pairs.filter { $0.key != key }
    return .map(others + (value.map { [Pair(key, $0)] } ?? []))
  }

  /// The array with another item at a place, or with none there.
  func with(at place: Int, _ item: CBORItem?) -> CBORItem {
    var items = self.items
    items.replaceSubrange(place...place, with: item.map { [$0] } ?? [])
    return .array(items)
  }

  func adding(_ item: CBORItem) -> CBORItem { .array(items + [item]) }

  subscript(key: CBORItem) -> CBORItem {
    guard case .map(let pairs) = self, let pair = pairs.first(where: { $0.key == key })
    else { preconditionFailure("\(self) has no \(key)") }
    return pair.value
  }

  var items: [CBORItem] {
    guard case .array(let items) = self else { preconditionFailure("\(self) is no array") }
    return items
  }

  var encoded: [UInt8] {
    guard let value = SchakelCore.Value(self)
    else { preconditionFailure("\(self) has no encoding") }
    return value.encoded
  }

  /// The item that a byte string holds.
  var opened: CBORItem {
    guard case .bytes(let bytes) = self, let item = try? CBORItem(checking: bytes)
    else { preconditionFailure("\(self) holds no item") }
    return item
  }

  /// The item in a byte string.
  var closed: CBORItem { .bytes(encoded) }
}
