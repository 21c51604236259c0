/// Unsigned integers as bytes, most significant first, so that bytes sort as the numbers do.
enum BigEndian {
  static func append(_ value: UInt64, count: Int, to bytes: inout [UInt8]) {
    appendLeft(value << UInt64(64 - 8 * count), count: count, to: &bytes)
  }

  /// Appends the first `count` of the eight bytes.
  static func appendLeft(_ value: UInt64, count: Int, to bytes: inout [UInt8]) {
    precondition(count >= 0 && count <= 8, "a number has eight bytes")
    // unsafe: the first of the bytes of a local, copied during the call.
    unsafe withUnsafeBytes(of: value.bigEndian) { eight in
      unsafe bytes.append(
        contentsOf: UnsafeRawBufferPointer(start: eight.baseAddress, count: count))
    }
  }

  /// Reads the eight bytes at `offset`; the caller has checked that they are there.
  static func read(_ bytes: RawSpan, at offset: Int) -> UInt64 {
    // unsafe: the span checks the range, and any eight bytes are a number.
    UInt64(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Reads `count` bytes at `offset`; the caller has checked that they are there.
  static func read(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
    if count == 8 {
      precondition(offset >= 0 && bytes.count - offset >= 8, "eight bytes are there")
      // unsafe: the eight bytes lie within the array, as was just seen.
      return unsafe bytes.withUnsafeBytes { buffer in
        UInt64(bigEndian: unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
    }
    var value: UInt64 = 0
    for index in offset..<offset + count { value = value << 8 | UInt64(bytes[index]) }
    return value
  }

  /// Reads up to eight bytes as the first of eight; those that are missing count as zeros. The
  /// caller has checked that they are there.
  static func readLeft(_ bytes: [UInt8], at offset: Int, count: Int) -> UInt64 {
    guard count > 0 else { return 0 }
    let missing = UInt64(64 - 8 * count)
    // What comes after them can be read and cut off, where there is enough of it.
    if bytes.count - offset >= 8 {
      return (read(bytes, at: offset, count: 8) >> missing) << missing
    }
    return read(bytes, at: offset, count: count) << missing
  }
}
