extension CBORWriter {
  /// A map with integer keys. What `write` leaves out is not counted.
  mutating func map(_ write: (inout CBORMapWriter) -> Void) {
    let head = bytes.count
    mapHead(0)
    var map = CBORMapWriter(out: self)
    // Given away, so that the bytes have one owner and are not copied.
    self = CBORWriter()
    write(&map)
    self = map.finished(head: head)
  }

  /// An array, item by item.
  package mutating func array<Element>(
    _ elements: [Element], _ write: (Element, inout CBORWriter) -> Void
  ) {
    arrayHead(elements.count)
    for element in elements { write(element, &self) }
  }
}

/// The pairs of a map while it is written. They are counted as they come: a count that is worked out
/// beside them would say a second time when each is left out, and could say otherwise.
struct CBORMapWriter {
  private var out: CBORWriter
  private var count: UInt8 = 0
  private var last: UInt64?

  fileprivate init(out: CBORWriter) { self.out = out }

  /// A key, which must come after those before it, and the one item that `write` writes.
  mutating func pair(_ key: UInt64, _ write: (inout CBORWriter) -> Void) {
    if let last { precondition(last < key, "the keys of a map are written in order") }
    last = key
    count += 1
    out.key(key)
    write(&out)
  }

  /// An array that is left out where it is empty, as ``CBORReader/someArray(_:)`` wants it.
  mutating func someArray<Element>(
    _ key: UInt64, _ elements: [Element], _ write: (Element, inout CBORWriter) -> Void
  ) {
    guard !elements.isEmpty else { return }
    pair(key) { $0.array(elements, write) }
  }

  /// Puts the count into the map's head, the byte at `head`.
  fileprivate consuming func finished(head: Int) -> CBORWriter {
    // RFC 8949 §3: from 24 on the count would not fit the initial byte.
    precondition(count < 24, "a message's map has too many keys for a head of one byte")
    out.bytes[head] |= count
    return out
  }
}
