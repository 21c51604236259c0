import SchakelCore
import SchakelTesting

extension History {
  /// A history drawn at random: writers hear of each other now and then, write with gaps in their
  /// counters and at any time, and do everything that a change can do.
  static func random(
    writers: Int = 4, deeds: Int, using generator: inout SeededRandom
  ) -> History {
    var history = History()
    let cast = Cast.names.prefix(writers).map { Cast.writer($0) }
    history.add(
      cast[generator.below(writers)], gap: UInt64(generator.below(3)), kind: "fieldNote",
      touches: [
        Deed.Touch(kind: .set, field: "title", values: ["a"]),
        Deed.Touch(kind: .add, field: "themes", values: ["x", "y"]),
      ])
    while history.deeds.count < deeds { history.draw(from: cast, using: &generator) }
    // Some are refused only after others, or their own writer, built on them.
    for number in history.deeds.indices.dropFirst() where generator.once(in: 10) {
      history.refuse(number)
    }
    return history
  }

  private mutating func draw(from cast: [Writer], using generator: inout SeededRandom) {
    let writer = cast[generator.below(cast.count)]
    // Whoever has seen nothing hears how the document was made, or there is nothing to edit.
    var heard = known(to: writer) == 0 ? deeds[0].bit : 0
    for other in cast where generator.once(in: 4) { heard |= known(to: other) }
    let seen = known(to: writer) | heard
    let touches = drawTouches(seen: seen, using: &generator)
    add(
      writer, heard: heard, gap: UInt64(generator.below(3)),
      time: UInt64(generator.below(5)) * 1_000, touches: touches)
    if generator.once(in: 8) { refuse(deeds.count - 1) }
    if generator.once(in: 8) { erase(deeds.count - 1) }
  }

  /// One or two fields, each once.
  private func drawTouches(
    seen: UInt64, using generator: inout SeededRandom
  ) -> [Deed.Touch] {
    var touches = [drawTouch(seen: seen, using: &generator)]
    let second = drawTouch(seen: seen, using: &generator)
    if second.field != touches[0].field { touches.append(second) }
    return touches
  }

  private func drawTouch(seen: UInt64, using generator: inout SeededRandom) -> Deed.Touch {
    let value = ["a", "b", "c"][generator.below(3)]
    let element = ["x", "y", "z"][generator.below(3)]
    switch generator.below(9) {
    case 0, 1: return setting([value], of: "title", seen: seen)
    case 2: return setting([value, "d"], of: "title", seen: seen)
    case 3: return undoing("title", seen: seen, using: &generator)
    case 4: return settingPart(of: "title", to: value, seen: seen, using: &generator)
    case 5: return addition(of: element, to: "themes", seen: seen)
    case 6: return removal(of: element, from: "themes", seen: seen)
    case 7: return deletion(seen: seen)
    default: return restoration(seen: seen)
    }
  }

  /// Brings back what two earlier deeds said, with their origins.
  private func undoing(
    _ field: String, seen: UInt64, using generator: inout SeededRandom
  ) -> Deed.Touch {
    let sources = (0..<2).map { _ in seen.members[generator.below(seen.members.count)] }
    return setting(["a^\(sources[0])", "b^\(sources[1])"], of: field, seen: seen)
  }

  /// Replaces only one of the values that were seen.
  private func settingPart(
    of field: String, to value: String, seen: UInt64, using generator: inout SeededRandom
  ) -> Deed.Touch {
    var touch = setting([value], of: field, seen: seen)
    if let place = touch.replaces.randomElement(using: &generator) { touch.replaces = [place] }
    return touch
  }
}

extension History {
  /// Deeds drawn at random, and all that must have been heard before each.
  func randomPart(using generator: inout SeededRandom) -> UInt64 {
    closed(deeds.reduce(0) { generator.once(in: 3) ? $0 | $1.bit : $0 })
  }
}
