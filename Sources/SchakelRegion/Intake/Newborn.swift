import SchakelCore

/// A document of which there is nothing but the change that made it.
///
/// Most of what is pushed are changes that make a document. Of these the state is the header said in
/// another order, and the payload's values as they stand; so it is not stored beside the change, but
/// written down when somebody asks for it. This spares a push two thirds of its reading, and two
/// fifths of what it writes to the disk.
///
/// The shortcut must come to the very bytes that the merge comes to (`DocumentState.apply` on an
/// empty state, then `encoded`), or to none at all; a test holds the two side by side.
struct Newborn: Sendable {
  private let header: ChangeHeader
  private let writer: Writer
  private let check: UInt32

  /// nil where the shortcut does not hold: it holds for values that go into fields, without
  /// anything that is replaced, carried over, or about the document as a whole.
  ///
  /// - Parameter check: the first four bytes of the change's link.
  init?(_ header: ChangeHeader, writer: Writer, check: UInt32) {
    guard header.kind != nil, header.context.isEmpty,
      header.operations.indices.allSatisfy({ place in
        let kind = header.operations[place].kind
        return (kind == .set || kind == .add) && header.operations[place].replaces.isEmpty
          && header.operations[place].origins.isEmpty
      })
    else { return nil }
    self.header = header
    self.writer = writer
    self.check = check
  }

  /// The document's share of its space's digest.
  func share(_ hashing: Hashing) -> UInt64? {
    try? DocumentDigest.share(
      of: header.document, state: head(reserving: 0).bytes, hashing: hashing)
  }

  /// An encoded `DocumentState`.
  ///
  /// - Parameter values: where the values lie in the payload, from ``values(in:for:)``.
  func state(_ payload: [UInt8], values: Range<Int>) -> [UInt8] {
    var out = head(reserving: values.count)
    out.arrayHead(header.valueCount)
    out.encoded(Array(payload[values]))
    return out.bytes
  }

  /// A state up to its contents.
  private func head(reserving count: Int) -> CBORWriter {
    let structure = structure
    var out = CBORWriter(reserving: structure.count + count + 16)
    out.arrayHead(2)
    out.byteString(structure)
    return out
  }

  private var structure: [UInt8] {
    var out = CBORWriter(reserving: 96 + header.operations.count * 16)
    out.arrayHead(5)
    out.text(header.kind?.text ?? "")
    out.arrayHead(2)
    out.unsigned(0)
    out.unsigned(header.counter)
    out.arrayHead(3)
    out.writer(writer)
    out.unsigned(header.counter)
    out.check(check)
    encodeFields(to: &out)
    return out.bytes
  }

  /// The one dot, and the fields that got a value, each sibling named by the dot's place.
  private func encodeFields(to out: inout CBORWriter) {
    let count = header.operations.count { $0.count > 0 }
    out.arrayHead(count > 0 ? 4 : 0)
    if count > 0 {
      out.unsigned(0)
      out.unsigned(header.counter)
      out.unsigned(header.time.rawValue)
      out.identifier(header.author)
    }
    out.arrayHead(count * 2)
    for operation in header.operations where operation.count > 0 {
      out.text(operation.field.text)
      out.arrayHead(operation.count)
      for index in 0..<operation.count {
        if index > 0 {
          out.arrayHead(2)
          out.unsigned(0)
        }
        out.unsigned(UInt64(index))
      }
    }
  }

  /// The values of a payload, as far as they are looked at where a change is taken in.
  struct Values {
    /// Where they lie, one after the other.
    let range: Range<Int>
    /// Whether they let everybody see the document, as `Change.publishes` says of those that are read.
    let publishes: Bool
  }

  /// The values of a payload; nil where it does not fit the header or is not what `Payload.Content`
  /// reads.
  static func values(in payload: [UInt8], for header: ChangeHeader) -> Values? {
    do throws(CBORError) {
      var reader = CBORReader(payload)
      let items = try reader.arrayHead()
      guard items == 2 || items == 3 else { return nil }
      guard try reader.byteStringRange().count == Limits.saltBytes else { return nil }
      guard try reader.arrayHead() == header.valueCount else { return nil }
      let start = reader.offset
      var publishes = false
      // By place, here and below: an operation that is copied costs more than what is asked of it.
      for place in header.operations.indices {
        let namesVisibility = header.operations[place].namesVisibility
        for _ in 0..<header.operations[place].count {
          let value = reader.offset
          try reader.skip()
          guard reader.offset - value <= Limits.valueBytes else { return nil }
          guard namesVisibility, !publishes else { continue }
          var looker = CBORReader(payload, in: value..<reader.offset)
          publishes = try Value(from: &looker).publishes(as: header.operations[place].field)
        }
      }
      let end = reader.offset
      if items == 3 { _ = try reader.text(limit: Limits.reasonBytes) }
      try reader.finish()
      return Values(range: start..<end, publishes: publishes)
    } catch {
      return nil
    }
  }
}
