import SchakelCore

/// What a document must look like, from happens-before alone: a brute-force reading of the rules
/// that shares nothing with the core but names. It asks of each value whether any deed that is
/// there replaced it, and of each deed whether a deletion had seen it.
struct Judge {
  let history: History
  /// The deeds that arrived, as bits.
  let present: UInt64

  init(_ history: History, present: UInt64? = nil) {
    self.history = history
    self.present = present ?? history.all
  }

  private var deeds: [Deed] { history.deeds.filter { present.has($0.number) } }
  private var effective: [Deed] { deeds.filter { !$0.isVoid } }

  var picture: Picture {
    let maker = effective.first { $0.kind != nil }
    return Picture(
      kind: maker?.kind, maker: maker?.dot, vector: vector, lifecycle: lifecycle, fields: fields)
  }

  /// The last deed of each writer, refused ones included.
  private var vector: [Dot: UInt32] {
    let last = deeds.filter { deed in
      !deeds.contains { $0.writer == deed.writer && $0.counter > deed.counter }
    }
    return Dictionary(uniqueKeysWithValues: last.map { ($0.dot, $0.check) })
  }

  private var fields: [String: [Picture.Sibling]] {
    let names = Set(effective.flatMap { $0.touches.map(\.field) })
    let pairs = names.map { ($0, siblings(of: $0)) }.filter { !$0.1.isEmpty }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// Every value that was brought to the field and that nobody who saw it took away.
  func siblings(of field: String) -> [Picture.Sibling] {
    effective.flatMap { deed in
      deed.touches.filter { $0.field == field }.flatMap { touch in
        touch.values.indices.filter { survives(deed, $0, field) }.map { sibling(deed, touch, $0) }
      }
    }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }

  private func survives(_ deed: Deed, _ index: Int, _ field: String) -> Bool {
    !effective.contains { other in
      other.touches.contains { touch in
        touch.field == field
          && touch.replaces.contains {
            $0.deed == deed.number && ($0.index == nil || $0.index == index)
          }
      }
    }
  }

  private func sibling(_ deed: Deed, _ touch: Deed.Touch, _ index: Int) -> Picture.Sibling {
    let origin = touch.origins.isEmpty ? nil : touch.origins[index]
    return Picture.Sibling(
      dot: deed.dot, index: index, time: deed.time, author: deed.author,
      origin: origin.map { history.deeds[$0].dot },
      value: touch.kind == .delete ? nil : deed.isErased ? "erased" : touch.values[index])
  }

  /// Deleted when every deed is a standing deletion or was seen by one.
  private var lifecycle: Lifecycle {
    let marks = Set(siblings(of: "").map(\.dot))
    if marks.isEmpty { return .alive }
    let deletions = effective.filter { marks.contains($0.dot) }
    let gone = deletions.reduce(0) { $0 | $1.seen | $1.bit }
    return effective.allSatisfy { gone.has($0.number) } ? .deleted : .contested
  }
}
