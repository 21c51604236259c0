/// Reads one JSON text (RFC 8259), strictly: names that stand twice, numbers that would be rounded
/// away and broken Unicode are refused with their offset, and nothing may follow the value.
///
///     let value = try JSONReader.read(Array("{\"kind\": \"fieldNote\"}".utf8))
public struct JSONReader {
  /// How deep arrays and objects nest.
  public static let depth = 64

  let bytes: [UInt8]
  var offset = 0

  /// The one value in these bytes, which are UTF-8. Linear in their number.
  public static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
    var reader = JSONReader(bytes: bytes)
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.offset == bytes.count else { throw reader.fail(.trailing) }
    return value
  }

  func fail(_ code: JSONError.Code) -> JSONError { JSONError(code, at: offset) }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth <= Self.depth else { throw fail(.depth) }
    skipSpace()
    switch try peek() {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    var names: Set<[UInt8]> = []
    offset += 1
    if try next(is: "}") { return members }
    repeat {
      skipSpace()
      let start = offset
      guard try peek() == UInt8(ascii: "\"") else { throw fail(.unexpected) }
      let name = try string()
      guard names.insert(Array(name.utf8)).inserted
      else { throw JSONError(.duplicateName(name), at: start) }
      guard try next(is: ":") else { throw fail(.unexpected) }
      members.append(JSONValue.Member(name, try value(depth: depth + 1)))
    } while try next(is: ",")
    guard try next(is: "}") else { throw fail(.unexpected) }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    var elements: [JSONValue] = []
    offset += 1
    if try next(is: "]") { return elements }
    repeat {
      elements.append(try value(depth: depth + 1))
    } while try next(is: ",")
    guard try next(is: "]") else { throw fail(.unexpected) }
    return elements
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError)
    -> JSONValue
  {
    for byte in word.description.utf8 {
      guard try peek() == byte else { throw fail(.unexpected) }
      offset += 1
    }
    return value
  }

  func peek() throws(JSONError) -> UInt8 {
    guard offset < bytes.count else { throw fail(.truncated) }
    return bytes[offset]
  }

  /// Passes over white space and then `sign`, if it is next.
  private mutating func next(is sign: Unicode.Scalar) throws(JSONError) -> Bool {
    skipSpace()
    guard try peek() == UInt8(ascii: sign) else { return false }
    offset += 1
    return true
  }

  /// RFC 8259 §2: space, tab, line feed and carriage return.
  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[offset]) { offset += 1 }
  }
}
