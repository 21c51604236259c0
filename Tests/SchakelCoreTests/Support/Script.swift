import SchakelCore

/// A history as a script, a line a change:
///
///     anna: make title=Plein themes+safety
///     bob < anna: title=Pleintje            Bob has heard of all that Anna did and knew
///     cas < anna: delete
///     anna < bob, cas: title=Plein|Pleintje   two values at once
///
/// `field=a|b` sets and replaces all that the writer saw there; `field+a` adds an element and
/// replaces equal ones; `field-a` removes it; `field!` clears. `field=a^0|b^1` carries values that
/// came from the deeds with these numbers. `field/1=a` replaces only what deed 1 brought, and
/// `field/1.0=a` only its first value. A line that ends in `void` was refused, in `erased` erased.
extension History: ExpressibleByStringLiteral {
  init(stringLiteral script: String) {
    self.init()
    for line in script.split(separator: "\n") {
      let halves = line.split(separator: ":", maxSplits: 1)
      precondition(halves.count == 2, "\(line): write `anna < bob: title=Plein`")
      let names = halves[0].split { " <,".contains($0) }
      let writer = Cast.writer(names[0])
      let heard = names.dropFirst().reduce(0) { $0 | known(to: Cast.writer($1)) }
      perform(halves[1].split(separator: " "), by: writer, heard: heard)
    }
  }

  /// Adds what one line of a script says.
  mutating func perform(_ words: [Substring], by writer: Writer, heard: UInt64) {
    let marks: Set<Substring> = ["void", "erased", "make"]
    let seen = known(to: writer) | heard
    let touches = words.filter { !marks.contains($0) }.map { touch(String($0), seen: seen) }
    add(
      writer, heard: heard, kind: words.contains("make") ? "fieldNote" : nil, touches: touches)
    if words.contains("void") { refuse(deeds.count - 1) }
    if words.contains("erased") { erase(deeds.count - 1) }
  }

  private func touch(_ word: String, seen: UInt64) -> Deed.Touch {
    if word == "delete" { return deletion(seen: seen) }
    if word == "restore" { return restoration(seen: seen) }
    guard let sign = word.firstIndex(where: { "=+-!/".contains($0) })
    else { preconditionFailure("\(word): write title=Plein, themes+safety, title! or delete") }
    let field = String(word[..<sign])
    let rest = String(word[word.index(after: sign)...])
    switch word[sign] {
    case "+": return addition(of: rest, to: field, seen: seen)
    case "-": return removal(of: rest, from: field, seen: seen)
    case "!": return setting([], of: field, seen: seen)
    case "/": return replacement(rest, in: field)
    default: return setting(rest.split(separator: "|").map(String.init), of: field, seen: seen)
    }
  }

  /// `1=a` or `1.0=a`.
  private func replacement(_ text: String, in field: String) -> Deed.Touch {
    let halves = text.split(separator: "=").map(String.init)
    let numbers = halves[0].split(separator: ".").compactMap { Int($0) }
    let place = Deed.Place(deed: numbers[0], index: numbers.count > 1 ? numbers[1] : nil)
    return Deed.Touch(kind: .set, field: field, replaces: [place], values: [halves[1]])
  }
}

// MARK: What a writer does who replaces what it saw

extension History {
  /// The values of a field that a writer sees who has seen these deeds.
  private func visible(_ field: String, seen: UInt64) -> [(place: Deed.Place, value: String?)] {
    Judge(self, present: seen).siblings(of: field).map { sibling in
      let deed = deeds.first { $0.dot == sibling.dot }
      return (
        place: Deed.Place(deed: deed?.number ?? 0, index: sibling.index), value: sibling.value
      )
    }
  }

  /// Each value is `text` or `text^deed`.
  func setting(_ values: [String], of field: String, seen: UInt64) -> Deed.Touch {
    let parts = values.map { $0.split(separator: "^").map(String.init) }
    let origins = parts.map { $0.count > 1 ? Int($0[1]) : nil }
    return Deed.Touch(
      kind: .set, field: field, replaces: visible(field, seen: seen).map(\.place),
      values: parts.map { $0[0] }, origins: origins.contains { $0 != nil } ? origins : [])
  }

  func addition(of value: String, to field: String, seen: UInt64) -> Deed.Touch {
    let equal = visible(field, seen: seen).filter { $0.value == value }.map(\.place)
    return Deed.Touch(kind: .add, field: field, replaces: equal, values: [value])
  }

  func removal(of value: String, from field: String, seen: UInt64) -> Deed.Touch {
    let equal = visible(field, seen: seen).filter { $0.value == value }.map(\.place)
    return Deed.Touch(kind: .remove, field: field, replaces: equal)
  }

  func deletion(seen: UInt64) -> Deed.Touch {
    let marks = visible("", seen: seen).map(\.place)
    return Deed.Touch(kind: .delete, field: "", replaces: marks, values: ["gone"])
  }

  func restoration(seen: UInt64) -> Deed.Touch {
    Deed.Touch(kind: .restore, field: "", replaces: visible("", seen: seen).map(\.place))
  }
}
