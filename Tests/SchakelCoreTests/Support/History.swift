import SchakelCore
import Testing

/// The deeds of one document, in an order in which they can have happened.
///
/// *Invariant*: what a deed has seen is closed: with a deed, all that happened before it.
struct History {
  static let document = DocumentID(milliseconds: 1_600_000_000_000, random: (5, 7))

  var deeds: [Deed] = []

  /// All deeds, as bits.
  var all: UInt64 { deeds.reduce(0) { $0 | $1.bit } }

  /// What a writer knows of its own accord: its deeds, and all that happened before them.
  func known(to writer: Writer) -> UInt64 {
    deeds.filter { $0.writer == writer }.reduce(0) { $0 | $1.bit | $1.seen }
  }

  /// The counter of a writer's deed before this one, or zero.
  func previous(of deed: Deed) -> UInt64 {
    deeds.last { $0.writer == deed.writer && $0.counter < deed.counter }?.counter ?? 0
  }

  mutating func add(
    _ writer: Writer, heard: UInt64 = 0, gap: UInt64 = 0, time: UInt64? = nil,
    kind: String? = nil, touches: [Deed.Touch]
  ) {
    let last = deeds.last { $0.writer == writer }?.counter ?? 0
    deeds.append(
      Deed(
        number: deeds.count, writer: writer, counter: last + 1 + gap,
        seen: known(to: writer) | heard, kind: kind, time: time ?? UInt64(deeds.count + 1) * 1_000,
        author: writer.replica.rawValue, touches: touches.sorted { $0.field.isBefore($1.field) }))
  }

  mutating func refuse(_ number: Int) { deeds[number].isVoid = true }
  mutating func erase(_ number: Int) { deeds[number].isErased = true }
}

extension String {
  /// The order of the names' bytes.
  func isBefore(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension History: CustomTestStringConvertible {
  /// A line a deed: what it had seen and what it did.
  var testDescription: String {
    deeds.map { deed in
      let marks = (deed.isVoid ? " void" : "") + (deed.isErased ? " erased" : "")
      let touches = deed.touches.map(\.testDescription).joined(separator: " ")
      return "\(deed.number) \(deed.dot.spelling) after \(deed.seen.members): \(touches)\(marks)"
    }.joined(separator: "\n")
  }
}

extension Deed.Touch: CustomTestStringConvertible {
  var testDescription: String {
    let targets = replaces.map { "\($0.deed)" + ($0.index.map { ".\($0)" } ?? "") }
    return "\(kind) \(field) \(targets) -> \(values)"
  }
}

// MARK: As the core sees it

extension History {
  /// The deed as a change: its context and the dots it replaces, spelled out.
  func change(of deed: Deed) -> Change {
    var context = VersionVector()
    for other in deed.seen.members { context.record(deeds[other].dot, check: deeds[other].check) }
    let header = ChangeHeader(
      counter: deed.counter, document: Self.document,
      time: HybridTime(milliseconds: deed.time), author: PersonID(rawValue: deed.author),
      context: context, operations: deed.touches.map(operation), kind: deed.kind.map { Name($0) })
    let content = Payload.Content(
      salt: bytes(Limits.saltBytes, of: UInt8(deed.number)),
      values: deed.touches.flatMap(\.values).map { Value($0) })
    return Change(header: header, writer: deed.writer, content: content)
  }

  private func operation(_ touch: Deed.Touch) -> Operation {
    let targets = touch.replaces.map { Operation.Target(deeds[$0.deed].dot, index: $0.index) }
    let origins = touch.origins.map { number in
      number.map { origin(deeds[$0]) }
    }
    return Operation(
      touch.kind, field: Name(touch.field), replaces: targets.sorted(),
      count: touch.values.count, origins: origins)
  }

  func origin(_ deed: Deed) -> Operation.Origin {
    Operation.Origin(dot: deed.dot, author: PersonID(rawValue: deed.author))
  }
}
