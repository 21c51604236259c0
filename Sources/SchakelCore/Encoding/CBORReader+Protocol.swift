extension CBORReader {
  /// An identifier: a byte string of eight, `shape` where it is of another length.
  public mutating func identifier<Subject>() throws(CBORError) -> Identifier<Subject> {
    Identifier(rawValue: try fixed64())
  }

  /// A byte string of eight bytes, as a number.
  public mutating func fixed64() throws(CBORError) -> UInt64 {
    BigEndian.read(bytes, at: try fixed(8), count: 8)
  }

  /// A writer: a byte string of twelve, replica and incarnation.
  public mutating func writer() throws(CBORError) -> Writer {
    let start = try fixed(Writer.byteCount)
    return Writer(
      replica: ReplicaID(rawValue: BigEndian.read(bytes, at: start, count: 8)),
      incarnation: Incarnation(
        rawValue: UInt32(truncatingIfNeeded: BigEndian.read(bytes, at: start + 8, count: 4))))
  }

  /// One life of a replica's database: a byte string of four.
  public mutating func incarnation() throws(CBORError) -> Incarnation {
    Incarnation(
      rawValue: UInt32(truncatingIfNeeded: BigEndian.read(bytes, at: try fixed(4), count: 4)))
  }

  /// The first bytes of a link: a byte string of four.
  public mutating func check() throws(CBORError) -> UInt32 {
    UInt32(truncatingIfNeeded: BigEndian.read(bytes, at: try fixed(4), count: 4))
  }

  /// A SHA-256 hash: a byte string of thirty-two.
  public mutating func digest() throws(CBORError) -> Digest {
    let start = try fixed(Digest.byteCount)
    return Digest(
      BigEndian.read(bytes, at: start, count: 8), BigEndian.read(bytes, at: start + 8, count: 8),
      BigEndian.read(bytes, at: start + 16, count: 8),
      BigEndian.read(bytes, at: start + 24, count: 8))
  }

  /// A counter: from 1 to ``Limits/counter``.
  public mutating func counter() throws(CBORError) -> UInt64 {
    let start = offset
    let value = try unsigned()
    guard value >= 1 && value <= Limits.counter else { throw CBORError(.limit, at: start) }
    return value
  }

  /// A time of the region: milliseconds since 1970 (UTC), at most ``Limits/milliseconds``.
  public mutating func milliseconds() throws(CBORError) -> UInt64 {
    try number(upTo: Limits.milliseconds)
  }

  /// A number of log entries, at most ``Limits/position``.
  public mutating func position() throws(CBORError) -> UInt64 { try number(upTo: Limits.position) }

  mutating func number(upTo limit: UInt64) throws(CBORError) -> UInt64 {
    let start = offset
    let value = try unsigned()
    guard value <= limit else { throw CBORError(.limit, at: start) }
    return value
  }

  /// A count or index that fits an `Int` and is at most `limit`.
  public mutating func count(limit: Int) throws(CBORError) -> Int {
    Int(try number(upTo: UInt64(limit)))
  }

  /// The number of a case. One that this version does not know is refused by name.
  mutating func choice<Case: RawRepresentable>() throws(CBORError) -> Case
  where Case.RawValue == UInt8 {
    let start = offset
    guard let choice = UInt8(exactly: try unsigned()).flatMap(Case.init(rawValue:))
    else { throw CBORError(.unsupported, at: start) }
    return choice
  }

  /// The head of an array that has one of two counts; whether it has the greater.
  mutating func arrayHead(_ few: Int, or many: Int) throws(CBORError) -> Bool {
    let start = offset
    let count = try arrayHead()
    guard count == few || count == many else { throw CBORError(.shape, at: start) }
    return count == many
  }

  /// The head of a flat array in which every `size` items belong together: how many such groups.
  mutating func groups(of size: Int) throws(CBORError) -> Int {
    let start = offset
    let count = try arrayHead()
    guard count % size == 0 else { throw CBORError(.shape, at: start) }
    return count / size
  }

  /// The next key of a map with integer keys, which must come after `previous`.
  public mutating func key(after previous: inout UInt64?) throws(CBORError) -> UInt64 {
    let start = offset
    let value = try unsigned()
    if let last = previous, value <= last { throw CBORError(.order, at: start) }
    previous = value
    return value
  }

  /// Skips the value of a key that this version does not know. Those below
  /// ``Limits/firstIgnorableKey`` must be understood, the others may be passed over (Protocol/spec/versioning.md).
  public mutating func skipUnknown(key: UInt64) throws(CBORError) {
    guard key >= Limits.firstIgnorableKey else { throw fail(.unsupported) }
    try skip()
  }

  private mutating func fixed(_ count: Int) throws(CBORError) -> Int {
    let start = offset
    let range = try byteStringRange()
    guard range.count == count else { throw CBORError(.shape, at: start) }
    return range.lowerBound
  }
}
