import SchakelCore

/// What two sides must agree on about a document: plain values, so that a difference can be read.
struct Picture: Equatable {
  struct Sibling: Equatable {
    let dot: Dot
    let index: Int
    let time: UInt64
    let author: UInt64
    let origin: Dot?
    /// nil for a deletion mark.
    let value: String?

    /// Bytes that sort as siblings do: writer, counter, place.
    var key: [UInt8] {
      let numbers: [UInt64] = [
        dot.writer.replica.rawValue, UInt64(dot.writer.incarnation.rawValue), dot.counter,
        UInt64(index),
      ]
      return numbers.flatMap { number in
        (0..<8).reversed().map { UInt8(number >> UInt64($0 * 8) & 0xff) }
      }
    }
  }

  var kind: String?
  var maker: Dot?
  var vector: [Dot: UInt32]
  var lifecycle: Lifecycle
  var fields: [String: [Sibling]]
}

extension Picture {
  /// The picture of a state.
  init(_ state: DocumentState) {
    kind = state.kind?.text
    maker = state.madeBy
    vector = [:]
    for entry in state.vector.entries { vector[entry.dot] = entry.check }
    lifecycle = state.lifecycle
    fields = [:]
    for field in state.fields { fields[field.name.text] = field.siblings.map { Sibling($0) } }
  }
}

extension Picture.Sibling {
  init(_ sibling: SchakelCore.Sibling) {
    dot = sibling.dot
    index = sibling.index
    time = sibling.time.milliseconds
    author = sibling.author.rawValue
    origin = sibling.origin?.dot
    switch sibling.content {
    case .erased: value = "erased"
    case .value(let held): value = held.text
    }
  }
}
