/// Reads core deterministic CBOR (RFC 8949 §4.2.1) and nothing else: what has two encodings has
/// one here, and what the protocol has no use for is refused by name, with its offset.
///
///     var reader = CBORReader(bytes)
///     let count = try reader.arrayHead()
///     …
///     try reader.finish()
///
/// Nothing is allocated from a length that has not been checked against the bytes that are left.
public struct CBORReader: Sendable {
  let bytes: [UInt8]
  /// Where the next item begins.
  public private(set) var offset: Int
  let end: Int

  /// Reads all of `bytes`.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.offset = 0
    self.end = bytes.count
  }

  /// Reads part of `bytes`; offsets in errors count from the start of the whole.
  public init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    self.offset = range.lowerBound
    self.end = range.upperBound
  }

  /// Whether every byte has been read.
  public var isAtEnd: Bool { offset == end }

  /// Consume everything or throw.
  public func finish() throws(CBORError) {
    guard isAtEnd else { throw fail(.trailingBytes) }
  }

  /// An error at the next item.
  public func fail(_ code: CBORError.Code) -> CBORError { CBORError(code, at: offset) }

  // MARK: Items

  /// An integer from 0 to 2^64 - 1; `shape` where something else is next.
  public mutating func unsigned() throws(CBORError) -> UInt64 { try head(0) }

  /// An integer of either sign; `limit` where it does not fit 64 bits.
  public mutating func integer() throws(CBORError) -> Int64 {
    let start = offset
    if try peekMajor() == 1 {
      let argument = try head(1)
      guard argument <= UInt64(Int64.max) else { throw CBORError(.limit, at: start) }
      return -1 - Int64(argument)
    }
    let argument = try head(0)
    guard argument <= UInt64(Int64.max) else { throw CBORError(.limit, at: start) }
    return Int64(argument)
  }

  /// True or false; `shape` for everything else, null included.
  public mutating func bool() throws(CBORError) -> Bool {
    let initial = try peek()
    guard initial == 0xf4 || initial == 0xf5 else { throw fail(.shape) }
    offset += 1
    return initial == 0xf5
  }

  /// Consumes a null if one is next.
  public mutating func null() throws(CBORError) -> Bool {
    guard try peek() == 0xf6 else { return false }
    offset += 1
    return true
  }

  /// A byte string of any length, copied.
  public mutating func byteString() throws(CBORError) -> [UInt8] {
    Array(bytes[try byteStringRange()])
  }

  /// Where the bytes of the next byte string are, without copying them.
  public mutating func byteStringRange() throws(CBORError) -> Range<Int> {
    let start = offset
    return try take(try head(2), from: start)
  }

  /// A byte string of exactly `count` bytes.
  public mutating func byteString(count: Int) throws(CBORError) -> [UInt8] {
    let start = offset
    let range = try byteStringRange()
    guard range.count == count else { throw CBORError(.shape, at: start) }
    return Array(bytes[range])
  }

  /// A text, checked to be UTF-8; `limit` beyond `limit` bytes.
  public mutating func text(limit: Int = Limits.valueBytes) throws(CBORError) -> String {
    String(decoding: bytes[try textRange(limit: limit)], as: UTF8.self)
  }

  /// Where the bytes of the next text are, which is checked to be UTF-8.
  mutating func textRange(limit: Int) throws(CBORError) -> Range<Int> {
    let start = offset
    let range = try take(try head(3), from: start)
    guard range.count <= limit else { throw CBORError(.limit, at: start) }
    if let bad = UTF8Check.firstInvalid(bytes, in: range) { throw CBORError(.utf8, at: bad) }
    return range
  }

  /// The count of an array's items, each of which is at least a byte long.
  public mutating func arrayHead() throws(CBORError) -> Int {
    let start = offset
    let count = try head(4)
    guard count <= UInt64(end - offset) else { throw CBORError(.truncated, at: start) }
    return Int(count)
  }

  /// An array of exactly `count` items.
  public mutating func arrayHead(exactly count: Int) throws(CBORError) {
    let start = offset
    guard try arrayHead() == count else { throw CBORError(.shape, at: start) }
  }

  /// The count of a map's pairs, each of which is at least two bytes long.
  public mutating func mapHead() throws(CBORError) -> Int {
    let start = offset
    let count = try head(5)
    guard count <= UInt64((end - offset) / 2) else { throw CBORError(.truncated, at: start) }
    return Int(count)
  }

  // MARK: Heads

  func peek() throws(CBORError) -> UInt8 {
    guard offset < end else { throw fail(.truncated) }
    return bytes[offset]
  }

  func peekMajor() throws(CBORError) -> UInt8 { try peek() >> 5 }

  /// The argument of the next item, which must be of type `major`.
  mutating func head(_ major: UInt8) throws(CBORError) -> UInt64 {
    let initial = try peek()
    guard initial >> 5 == major else { throw fail(Self.refusal(of: initial)) }
    let information = initial & 31
    if information < 24 {
      offset += 1
      return UInt64(information)
    }
    return try longArgument(information)
  }

  private mutating func longArgument(_ information: UInt8) throws(CBORError) -> UInt64 {
    // RFC 8949 §3: 24 to 27 say how many bytes follow, 28 to 30 are reserved, 31 is indefinite.
    guard information < 28 else { throw fail(information == 31 ? .indefinite : .reserved) }
    let count = 1 << Int(information - 24)
    guard end - offset > count else { throw fail(.truncated) }
    let value = BigEndian.read(bytes, at: offset + 1, count: count)
    // RFC 8949 §4.2.1: the shortest form that holds the value.
    let shortest: UInt64 = count == 1 ? 24 : 1 << UInt64(count * 4)
    guard value >= shortest else { throw fail(.notShortest) }
    offset += 1 + count
    return value
  }

  /// Names what stands where something else was expected.
  private static func refusal(of initial: UInt8) -> CBORError.Code {
    switch (initial >> 5, initial & 31) {
    case (6, _): .tag
    case (_, 28...30): .reserved
    case (2...5, 31): .indefinite
    case (7, 31): .indefinite
    case (7, 0...19), (7, 23), (7, 24): .simple
    default: .shape
    }
  }

  /// Moves on to an offset that the caller has checked.
  mutating func advance(to offset: Int) { self.offset = offset }

  private mutating func take(_ count: UInt64, from start: Int) throws(CBORError) -> Range<Int> {
    guard count <= UInt64(end - offset) else { throw CBORError(.truncated, at: start) }
    let range = offset..<offset + Int(count)
    offset = range.upperBound
    return range
  }
}
