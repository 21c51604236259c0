import SchakelCore

/// `82 01 64 77`: bytes as hexadecimal digits, spaces as one likes.
func hex(_ text: String) -> [UInt8] {
  guard let bytes = Hex.decode(text.filter { $0 != " " && $0 != "\n" })
  else { preconditionFailure("\(text) is not hexadecimal") }
  return bytes
}

/// `count` times the same byte.
func bytes(_ count: Int, of byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: count) }

/// Every order of some items: n! of them.
func permutations<Item>(of items: [Item]) -> [[Item]] {
  guard items.count > 1 else { return [items] }
  return items.indices.flatMap { index in
    var others = items
    let first = others.remove(at: index)
    return permutations(of: others).map { [first] + $0 }
  }
}
